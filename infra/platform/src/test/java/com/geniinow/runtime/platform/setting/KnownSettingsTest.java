package com.geniinow.runtime.platform.setting;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnownSettingsTest {
  @Test
  void a_name_that_nobody_reads_is_warned_of_with_the_likely_one() {
    warns("GENII_WORKERZ", "GENII_WORKERS");
    warns("GENII_AGENT_CONCURENCY", "GENII_AGENT_CONCURRENCY");
    warns("GENII_WORKER_GRACES", "GENII_WORKER_GRACE");
    warns("SLACK_CHANEL", "SLACK_CHANNEL");
    warns("REDIS_URI", "REDIS_URL");
    assertThat(KnownSettings.warnings(List.of("GENII_ENTIRELY_ELSE")))
        .containsExactly(
            "GENII_ENTIRELY_ELSE is no setting and has no effect; docs/operations.md lists them.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GENII_WORKER_COUNT",
        "GENII_JWT_KEY",
        "GENII_SLACK_CHANNEL_NAME",
        "GENII_TASKS_CONCURRENCY",
        "GENII_QUEUE_DEPTH",
        "SLACK_TOKEN",
        "OPENAI_KEY",
        "ANTHROPIC_KEY",
        "GENII_PROVIDERS_VLLM_MODEL"
      })
  void a_name_that_only_begins_like_one_of_ours_is_warned_of(String name) {
    assertThat(KnownSettings.warnings(List.of(name))).hasSize(1);
  }

  @Test
  void settings_and_other_programs_variables_are_not_warned_of() {
    assertThat(KnownSettings.warnings(KnownSettings.names())).isEmpty();
    assertThat(
            KnownSettings.warnings(
                List.of(
                    "PATH",
                    "OPENAI_ORGANIZATION",
                    "REDIS_PORT",
                    "GENII_LOCAL_LOG",
                    "GENII_TASKS_LEASE",
                    "GENII_PROVIDERS_MY_VLLM_KEY",
                    "GENII_PROVIDERS_VLLM_URL",
                    "GENII_PRICES_MODELS_X_INPUT")))
        .isEmpty();
  }

  private static void warns(String name, String likely) {
    assertThat(KnownSettings.warnings(List.of(name)))
        .containsExactly(
            "%s is no setting and has no effect; did you mean %s?".formatted(name, likely));
  }
}
