package com.geniinow.runtime.platform.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.platform.setting.WrongSettingException;
import com.geniinow.runtime.platform.testing.TestApplication;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.context.annotation.Configuration;

class JwtSettingsTest {
  private final WebApplicationContextRunner service =
      new WebApplicationContextRunner(AnnotationConfigServletWebServerApplicationContext::new)
          .withPropertyValues("server.port=0")
          .withUserConfiguration(Minterless.class);

  @Test
  void a_service_that_could_check_no_token_does_not_start() {
    refuses("", "No token can be checked: set GENII_JWT_SECRET");
  }

  @Test
  void a_short_secret_is_refused_and_not_shown() {
    refuses("genii.jwt.secret=0123456789012345678901234567890", "GENII_JWT_SECRET has 31 bytes");
  }

  @Test
  void an_issuer_that_is_no_web_address_is_refused() {
    refuses("genii.jwt.jwks-uri=file:/etc/passwd", "GENII_JWT_JWKS_URI is not an http");
  }

  @Test
  void the_secret_that_everybody_knows_is_for_the_local_system_only() {
    var known = "local-default-secret-for-this-machine-only-never-use-it-on-a-network";
    refuses("genii.jwt.secret=" + known, "which everybody knows");
    service
        .withPropertyValues("genii.jwt.secret=" + known, "genii.jwt.local=true")
        .run(context -> assertThat(context).hasNotFailed());
  }

  private void refuses(String property, String message) {
    service
        .withPropertyValues(property)
        .run(
            context -> {
              Throwable failure = context.getStartupFailure();
              // Which is what the operator reads, instead of a stack trace.
              assertThat(failure)
                  .rootCause()
                  .isInstanceOf(WrongSettingException.class)
                  .hasMessageContaining(message);
              assertThat(failure.toString()).doesNotContain("0123456789012345");
            });
  }

  @EnableAutoConfiguration
  @Configuration(proxyBeanMethods = false)
  static class Minterless extends TestApplication {}
}
