package com.geniinow.runtime.command.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class TaskSettingsTest {
  @Test
  void an_agent_runs_from_1_to_100_tasks_at_once() {
    for (String value : new String[] {"0", "-1", "101"}) {
      assertThatThrownBy(() -> bound("agent-concurrency", value))
          .rootCause()
          .hasMessage("GENII_AGENT_CONCURRENCY must be a whole number from 1 to 100, not " + value);
    }
    assertThat(bound("agent-concurrency", "100").agentConcurrency()).isEqualTo(100);
  }

  @Test
  void a_retry_is_not_before_the_failure_nor_after_an_hour() {
    for (String value : new String[] {"-1", "3601"}) {
      assertThatThrownBy(() -> bound("retry-base", value))
          .rootCause()
          .hasMessageContaining("GENII_RETRY_BASE_SECONDS must be from 0s to 3600s");
    }
    assertThat(bound("retry-base", "7").retries().delay(0)).hasSeconds(7);
  }

  @Test
  void an_attempt_runs_ten_minutes_unless_its_task_says_otherwise_and_a_day_at_most() {
    assertThat(bound("types", "webhook").maxDuration()).hasMinutes(10);
    assertThat(bound("types", "webhook").longestDuration()).hasHours(24);
    for (String value : new String[] {"0", "86401"}) {
      assertThatThrownBy(() -> bound("max-duration", value))
          .rootCause()
          .hasMessageContaining("GENII_MAX_DURATION_SECONDS must be from 1s to 86400s");
    }
    for (String value : new String[] {"0", "604801"}) {
      assertThatThrownBy(() -> bound("longest-duration", value))
          .rootCause()
          .hasMessageContaining("GENII_LONGEST_DURATION_SECONDS must be from 1s to 604800s");
    }
  }

  private static TaskSettings bound(String name, String value) {
    var source = new MapConfigurationPropertySource(Map.of("genii.tasks." + name, value));
    return new Binder(source).bindOrCreate("genii.tasks", TaskSettings.class);
  }
}
