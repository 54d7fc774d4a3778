package com.geniinow.runtime.query.view.task;

import static com.geniinow.runtime.query.testing.Callers.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.events.task.TaskEvent.TaskCompleted;
import com.geniinow.runtime.events.task.TaskState;
import com.geniinow.runtime.query.testing.Database;
import com.geniinow.runtime.query.testing.RecordedAgent;
import java.math.BigDecimal;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A task's row in the words of its route. */
class TaskViewTest {
  private final TaskController tasks = new TaskController(Database.reads());
  private final RecordedAgent agent = RecordedAgent.provisioned();
  private final UUID task = agent.submitted();

  @Test
  void a_task_that_waits_has_no_result_no_error_and_no_times_but_its_first() {
    var view = tasks.get(task, ADMIN);

    assertThat(view)
        .isEqualTo(
            new TaskView(
                task,
                agent.id(),
                "chat",
                TaskState.QUEUED,
                0,
                "gpt",
                500,
                0,
                0,
                0,
                0,
                BigDecimal.ZERO,
                null,
                null,
                null,
                null,
                task.toString(),
                agent.happened().at(),
                null,
                null,
                null,
                300,
                20,
                new BigDecimal("0.5")));
  }

  @Test
  void money_is_plain_digits_without_trailing_zeros() {
    var happened = agent.happened();
    agent.commit(happened.reserved(task, 1, "1000.5", "2026-03"));
    agent.commit(happened.used(task, 1, 1, "1000", "2026-03"));
    assertThat(tasks.get(task, ADMIN).costUsd()).hasToString("1000");

    agent.commit(happened.used(task, 2, 0, "0.5", "2026-03"));
    assertThat(tasks.get(task, ADMIN).costUsd()).hasToString("1000.5");
  }

  @Test
  void a_result_is_shown_to_the_letter() {
    var result = new Json("{\"b\": 1.50,\n \"a\": [\"ü\\u0041\", 1e400]}");
    agent.commit(
        agent.happened().started(task, 1),
        new TaskCompleted(agent.id(), task, 1, result, agent.happened().at()));

    var view = tasks.get(task, ADMIN);
    assertThat(view.result()).isEqualTo(result.text());
    assertThat(view.completedAt()).isEqualTo(agent.happened().at());
    assertThat(view.startedAt()).isEqualTo(agent.happened().at());
    assertThat(view.attempts()).isEqualTo(1);
  }

  @Test
  void a_task_that_is_to_be_retried_says_when() {
    agent.commit(agent.happened().started(task, 1), agent.happened().failed(task, 1));

    var view = tasks.get(task, ADMIN);
    assertThat(view.status()).isEqualTo(TaskState.RETRYING);
    assertThat(view.nextAttemptAt()).isEqualTo(agent.happened().at().plusSeconds(60));
    assertThat(view.error()).isEqualTo("oops");
    assertThat(view.failureReason()).isNull();
  }

  @Test
  void a_task_that_was_given_up_says_why() {
    agent.commit(agent.happened().deadLettered(task, 1));

    var view = tasks.get(task, ADMIN);
    assertThat(view.failureReason()).isEqualTo("retries_exhausted");
    assertThat(view.error()).isEqualTo("gave up");
    assertThat(view.nextAttemptAt()).isNull();
  }
}
