package com.geniinow.runtime.worker.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class TaskExecutorsTest {

  @Test
  void an_unknown_type_fails_for_good() throws Exception {
    assertThat(new TaskExecutors(List.of()).execute(attempt("dance")))
        .isEqualTo(Outcome.permanent("unknown task type 'dance'"));
  }

  @Test
  void what_escapes_an_executor_is_a_failure_without_its_details() throws Exception {
    TaskExecutor broken =
        new TaskExecutor() {
          @Override
          public String type() {
            return "broken";
          }

          @Override
          public Outcome execute(Attempt attempt) {
            throw new IllegalStateException("secret detail");
          }
        };

    assertThat(new TaskExecutors(List.of(broken)).execute(attempt("broken")))
        .isEqualTo(Outcome.retryable("internal error in executor broken"));
  }

  @Test
  void a_long_error_is_cut() {
    assertThat(Outcome.permanent("x".repeat(501)).error()).hasSize(500).endsWith("…");
    assertThat(Outcome.permanent("x".repeat(500)).error()).hasSize(500).endsWith("x");
  }

  private static Attempt attempt(String type) {
    return new Attempt(
        UUID.randomUUID(),
        UUID.randomUUID(),
        1,
        type,
        JsonMapper.shared().createObjectNode(),
        null,
        0);
  }
}
