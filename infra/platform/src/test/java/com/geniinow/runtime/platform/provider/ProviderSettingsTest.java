package com.geniinow.runtime.platform.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.platform.protocol.Kind;
import com.geniinow.runtime.platform.setting.WrongSettingException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class ProviderSettingsTest {
  @Test
  void without_a_key_nobody_is_configured() {
    assertThat(settings(Map.of()).all()).isEmpty();
    assertThat(
            settings(
                    Map.of(
                        "OPENAI_BASE_URL",
                        "http://localhost:1",
                        "GENII_PROVIDERS_X_URL",
                        "http://x"))
                .all())
        .isEmpty();
  }

  @Test
  void openai_and_anthropic_are_known_by_their_own_variables() {
    var usual = settings(Map.of("OPENAI_API_KEY", "sk-1", "ANTHROPIC_API_KEY", "sk-ant"));

    assertThat(usual.all())
        .isEqualTo(
            Map.of(
                "openai",
                new Provider("openai", Kind.OPENAI, "https://api.openai.com/v1", "sk-1"),
                "anthropic",
                new Provider("anthropic", Kind.ANTHROPIC, "https://api.anthropic.com", "sk-ant")));

    var elsewhere =
        settings(
            Map.of(
                "OPENAI_API_KEY",
                "sk-1",
                "OPENAI_BASE_URL",
                "http://localhost:1/v1/",
                "ANTHROPIC_API_KEY",
                "sk-ant",
                "ANTHROPIC_BASE_URL",
                "http://localhost:2"));
    assertThat(elsewhere.find("openai")).map(Provider::url).hasValue("http://localhost:1/v1");
    assertThat(elsewhere.find("anthropic")).map(Provider::url).hasValue("http://localhost:2");
  }

  @Test
  void the_longer_names_count_before_them() {
    var settings =
        settings(
            Map.of(
                "OPENAI_API_KEY",
                "sk-1",
                "OPENAI_BASE_URL",
                "http://localhost:1",
                "GENII_PROVIDERS_OPENAI_KEY",
                "sk-2",
                "GENII_PROVIDERS_OPENAI_URL",
                "http://localhost:2"));

    assertThat(settings.find("openai"))
        .hasValue(new Provider("openai", Kind.OPENAI, "http://localhost:2", "sk-2"));
  }

  @Test
  void properties_count_like_the_longer_names() {
    var environment = environment(Map.of("OPENAI_API_KEY", "sk-1", "OPENAI_BASE_URL", "http://a"));
    environment
        .getPropertySources()
        .addLast(
            new MapPropertySource(
                "file",
                Map.of(
                    "genii.providers.openai.url", "http://b", "genii.providers.openai.key", " ")));

    assertThat(ProviderSettings.of(environment).find("openai"))
        .hasValue(new Provider("openai", Kind.OPENAI, "http://b", "sk-1"));
  }

  @Test
  void others_have_any_name() {
    var settings =
        settings(
            Map.of(
                "GENII_PROVIDERS_MY_VLLM_URL",
                "http://localhost:8000/v1",
                "GENII_PROVIDERS_MY_VLLM_KEY",
                "k",
                "GENII_PROVIDERS_BEDROCK_URL",
                "http://localhost:9",
                "GENII_PROVIDERS_BEDROCK_KEY",
                "k",
                "GENII_PROVIDERS_BEDROCK_KIND",
                "Anthropic"));

    assertThat(settings.find("my_vllm"))
        .isEqualTo(settings.find("my-vllm"))
        .hasValue(new Provider("my_vllm", Kind.OPENAI, "http://localhost:8000/v1", "k"));
    assertThat(settings.find("bedrock")).map(Provider::kind).hasValue(Kind.ANTHROPIC);
    assertThat(settings.find("vllm")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "GENII_PROVIDERS_X_URL, not an address, GENII_PROVIDERS_X_URL must be an http or https address",
    "OPENAI_BASE_URL,       ftp://x,        OPENAI_BASE_URL must be an http or https address",
    "GENII_PROVIDERS_X_KIND, google,        'GENII_PROVIDERS_X_KIND must be openai or anthropic, not google'",
    "GENII_PROVIDERS_X_KEY, secrét, GENII_PROVIDERS_X_KEY must have letters",
    "GENII_PROVIDERS_Y_KEY, secret, GENII_PROVIDERS_Y_URL must be set beside its key"
  })
  void nonsense_is_refused_by_its_name(String variable, String value, String message) {
    var variables = new HashMap<String, Object>();
    variables.put("GENII_PROVIDERS_X_URL", "http://localhost:1");
    variables.put("GENII_PROVIDERS_X_KEY", "k");
    variables.put(variable, value);

    assertThatThrownBy(() -> settings(variables))
        .isInstanceOf(WrongSettingException.class)
        .hasMessageStartingWith(message)
        .hasMessageNotContaining("secr");
  }

  @Test
  void no_key_is_ever_printed() {
    var settings =
        settings(
            Map.of("OPENAI_API_KEY", "sk-secret", "OPENAI_BASE_URL", "http://u:pass@localhost:1"));

    assertThat(settings.toString() + settings.find("openai"))
        .doesNotContain("secret")
        .doesNotContain("pass")
        .contains("openai");
  }

  @ParameterizedTest
  @CsvSource({
    "OPENAI,    https://api.openai.com/v1,      true",
    "OPENAI,    https://eu.API.openai.com/v1,   true",
    "OPENAI,    https://api.openai.com.evil.io, false",
    "OPENAI,    https://notapi.openai.com,      false",
    "OPENAI,    https://api.anthropic.com,      false",
    "ANTHROPIC, https://api.anthropic.com/,     true",
    "ANTHROPIC, http://localhost:1,             false"
  })
  void who_is_openai_or_anthropic_itself_is_known_by_its_host(Kind kind, String url, boolean own) {
    assertThat(new Provider("x", kind, url, "k").isOwn()).isEqualTo(own);
  }

  private static ProviderSettings settings(Map<String, Object> variables) {
    return ProviderSettings.of(environment(variables));
  }

  private static StandardEnvironment environment(Map<String, Object> variables) {
    var environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .replace(
            StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
            new SystemEnvironmentPropertySource(
                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
    return environment;
  }
}
