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
    var broken = throwing(new IllegalStateException("secret detail"));

    assertThat(new TaskExecutors(List.of(broken)).execute(attempt("broken")))
        .isEqualTo(Outcome.retryable("internal error in executor broken"));
  }

  @Test
  void a_task_that_overflows_an_executors_stack_is_never_tried_again() throws Exception {
    var broken = throwing(new StackOverflowError());

    assertThat(new TaskExecutors(List.of(broken)).execute(attempt("broken")))
        .isEqualTo(Outcome.permanent("the task is too much for the executor broken"));
  }

  @Test
  void a_long_error_is_cut() {
    assertThat(Outcome.permanent("x".repeat(501)).error()).hasSize(500).endsWith("…");
    assertThat(Outcome.permanent("x".repeat(500)).error()).hasSize(500).endsWith("x");
  }

  private static TaskExecutor throwing(Throwable thrown) {
    return new TaskExecutor() {
      @Override
      public String type() {
        return "broken";
      }

      @Override
      public Outcome execute(Attempt attempt) {
        if (thrown instanceof Error e) {
          throw e;
        }
        throw (RuntimeException) thrown;
      }
    };
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
