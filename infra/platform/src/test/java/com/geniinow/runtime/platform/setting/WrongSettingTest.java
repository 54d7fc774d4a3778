package com.geniinow.runtime.platform.setting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class WrongSettingTest {
  record Sample(int size, Duration pause, boolean loud, int port) {
    Sample {
      Bounds.whole("GENII_SIZE", size, 1, 100);
      Bounds.duration("GENII_PAUSE", pause, Duration.ZERO, Duration.ofMinutes(1));
    }
  }

  @Test
  void what_is_no_number_is_named_with_its_variable_and_value() {
    assertThat(refused("GENII_SIZE", "lots"))
        .isEqualTo("GENII_SIZE is 'lots' and must be a whole number.");
    assertThat(refused("GENII_PAUSE", "soon"))
        .isEqualTo("GENII_PAUSE is 'soon' and must be a time such as 30s or 2m.");
    assertThat(refused("GENII_LOUD", "perhaps"))
        .isEqualTo("GENII_LOUD is 'perhaps' and must be true or false.");
  }

  @Test
  void what_is_out_of_bounds_is_named_with_both_bounds() {
    assertThat(refused("GENII_SIZE", "0"))
        .isEqualTo("GENII_SIZE must be a whole number from 1 to 100, not 0.");
    assertThat(refused("GENII_SIZE", "101")).contains("from 1 to 100, not 101");
    assertThat(refused("GENII_PAUSE", "61s")).contains("GENII_PAUSE must be from 0s to 60s");
  }

  @Test
  void a_value_that_may_be_a_secret_is_not_shown() {
    assertThat(refused("GENII_PORT_KEY", "hunter2"))
        .isEqualTo("GENII_PORT_KEY must be a whole number.");
  }

  @Test
  void spring_s_own_settings_are_named_by_their_variables() {
    var environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .addFirst(
            new MapPropertySource(
                "test",
                Map.of(
                    "server.port", "${GENII_PORT:8080}",
                    "GENII_PORT", "abc",
                    "MANAGEMENT_SERVER_PORT", "abc",
                    "management.server.port", "abc")));
    var analyzer = new InvalidValueAnalyzer(environment);
    for (var name : List.of("server.port", "management.server.port")) {
      var failure =
          new InvalidConfigurationPropertyValueException(
              name, "${GENII_PORT:8080}", "Failed to convert to type java.lang.Integer");
      assertThat(analyzer.analyze(failure, failure).getDescription())
          .isEqualTo(
              "%s is 'abc' and must be a whole number.",
              name.startsWith("server") ? "GENII_PORT" : "MANAGEMENT_SERVER_PORT");
    }
  }

  @Test
  void a_typing_error_switches_nothing_on_or_off() {
    assertThat(Bounds.flag("GENII_LOUD", "False")).isFalse();
    assertThat(Bounds.flag("GENII_LOUD", "true")).isTrue();
    assertThatThrownBy(() -> Bounds.flag("GENII_LOUD", "flase"))
        .hasMessage("GENII_LOUD is 'flase' and must be true or false");
  }

  @Test
  void blanks_around_a_setting_do_not_count_and_alone_they_leave_it_unset() {
    assertThat(
            TidyEnvironment.tidy(
                Map.of("GENII_WORKERS", " 16 ", "GENII_WORKER_GRACE", " ", "OTHER", " x ")))
        .isEqualTo(Map.of("GENII_WORKERS", "16", "OTHER", " x "));
  }

  private static String refused(String variable, String value) {
    var environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .addFirst(
            new MapPropertySource(
                "test",
                Map.of(
                    "genii.sample.size",
                    "${GENII_SIZE:4}",
                    "genii.sample.pause",
                    "${GENII_PAUSE:1s}",
                    "genii.sample.loud",
                    "${GENII_LOUD:true}",
                    "genii.sample.port",
                    "${GENII_PORT_KEY:1}",
                    variable,
                    value)));
    var binder = Binder.get(environment);
    var failure =
        catchThrowableOfType(
            BindException.class, () -> binder.bind("genii.sample", Bindable.of(Sample.class)));
    var analysis = new WrongSettingAnalyzer(environment).analyze(failure, failure);
    assertThat(analysis).isNotNull();
    return analysis.getDescription();
  }
}
