package com.geniinow.runtime.platform.time;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.platform.problem.GeniiProblemAutoConfiguration;
import com.geniinow.runtime.platform.security.GeniiSecurityAutoConfiguration;
import com.geniinow.runtime.platform.web.GeniiJsonAutoConfiguration;
import com.geniinow.runtime.platform.web.GeniiOpenApiAutoConfiguration;
import com.geniinow.runtime.platform.web.GeniiWebAutoConfiguration;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** A worker serves no requests, and has none of the libraries for it. */
class WithoutWebTest {
  private final ApplicationContextRunner worker =
      new ApplicationContextRunner()
          .withClassLoader(
              new FilteredClassLoader(
                  "org.springframework.web",
                  "org.springframework.security",
                  "org.springframework.transaction",
                  "org.springdoc",
                  "org.apache.catalina",
                  "jakarta.servlet",
                  "jakarta.validation",
                  "com.nimbusds",
                  "io.swagger"))
          .withConfiguration(
              AutoConfigurations.of(
                  GeniiProblemAutoConfiguration.class,
                  GeniiSecurityAutoConfiguration.class,
                  GeniiTimeAutoConfiguration.class,
                  GeniiJsonAutoConfiguration.class,
                  GeniiOpenApiAutoConfiguration.class,
                  GeniiWebAutoConfiguration.class));

  @Test
  void a_process_without_web_has_a_clock_and_ids_and_needs_no_secret() {
    worker.run(
        context -> {
          assertThat(context).hasNotFailed().hasSingleBean(Clock.class).hasBean("ids");
          assertThat(context).doesNotHaveBean(GeniiSecurityAutoConfiguration.class);
        });
  }

  @Test
  void a_clock_of_the_application_s_own_is_kept() {
    var own = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
    worker
        .withBean(Clock.class, () -> own)
        .run(context -> assertThat(context.getBean(Clock.class)).isSameAs(own));
  }
}
