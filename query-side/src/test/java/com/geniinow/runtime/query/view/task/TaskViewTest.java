package com.geniinow.runtime.query.view.task;

import static com.geniinow.runtime.query.testing.Callers.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.events.task.TaskApproval;
import com.geniinow.runtime.events.task.TaskEvent.TaskApproved;
import com.geniinow.runtime.events.task.TaskEvent.TaskCompleted;
import com.geniinow.runtime.events.task.TaskEvent.TaskSubmitted;
import com.geniinow.runtime.events.task.TaskPlan;
import com.geniinow.runtime.events.task.TaskRetry;
import com.geniinow.runtime.events.task.TaskState;
import com.geniinow.runtime.query.testing.Database;
import com.geniinow.runtime.query.testing.Happened;
import com.geniinow.runtime.query.testing.RecordedAgent;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A task's row in the words of its route. */
class TaskViewTest {
  private final TaskController tasks = TaskScene.controller();
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
                new BigDecimal("0.0125"),
                0,
                0,
                0,
                0,
                BigDecimal.ZERO,
                null,
                0,
                "{\"q\": [1.50, \"ü\"]}",
                Map.of("env", "prod", "team", "sales"),
                Happened.PAYLOAD_SHA256,
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
                new BigDecimal("0.5"),
                3,
                null,
                null,
                null,
                null,
                null));
  }

  @Test
  void a_task_for_later_that_a_person_must_let_run_says_so() {
    var at = agent.happened().at();
    var other = UUID.randomUUID();
    var plan =
        new TaskPlan(
            2,
            at.plusSeconds(60),
            at.plusSeconds(90),
            new TaskRetry(0, 0, 0),
            new TaskApproval(at.plusSeconds(30), "ada"));
    agent.commit(
        new TaskSubmitted(
            agent.id(),
            other,
            "chat",
            Json.EMPTY,
            null,
            1,
            BigDecimal.ZERO,
            null,
            at,
            null,
            null,
            null,
            plan));

    var waits = tasks.get(other, ADMIN);
    assertThat(waits.status()).isEqualTo(TaskState.AWAITING_APPROVAL);
    assertThat(waits.priority()).isEqualTo(2);
    assertThat(waits.runAt()).isEqualTo(at.plusSeconds(60));
    assertThat(waits.expiresAt()).isEqualTo(at.plusSeconds(90));
    assertThat(waits.approval()).isEqualTo(new TaskApprovalView(at.plusSeconds(30), null, null));

    agent.commit(
        new TaskApproved(
            agent.id(), other, "ann", "fine", "5e".repeat(32), at.plusSeconds(60), at));
    var approved = tasks.get(other, ADMIN);
    assertThat(approved.status()).isEqualTo(TaskState.SCHEDULED);
    assertThat(approved.approval())
        .isEqualTo(new TaskApprovalView(at.plusSeconds(30), "ann", "fine"));
  }

  @Test
  void a_payload_s_hash_that_its_event_did_not_say_is_that_of_its_canonical_form() {
    var old = UUID.randomUUID();
    agent.commit(agent.happened().submitted(old, "chat", null, null));

    var view = tasks.get(old, ADMIN);
    assertThat(view.payloadSha256())
        .isEqualTo("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
    assertThat(view.labels()).isEmpty();
  }

  @Test
  void an_erased_payload_has_the_hash_that_its_event_says_and_otherwise_none() {
    var old = UUID.randomUUID();
    agent.commit(agent.happened().submitted(old, "chat", null, null));
    for (var each : List.of(old, task)) {
      Database.superuser()
          .update("UPDATE agent_tasks SET payload = 'null' WHERE task_id = ?", each);
    }

    assertThat(tasks.get(old, ADMIN).payload()).isEqualTo("null");
    assertThat(tasks.get(old, ADMIN).payloadSha256()).isNull();
    assertThat(tasks.get(task, ADMIN).payloadSha256()).isEqualTo(Happened.PAYLOAD_SHA256);
  }

  @Test
  void each_model_call_of_a_task_is_counted_and_a_use_without_one_is_not() {
    var happened = agent.happened();
    agent.commit(happened.reserved(task, 100, "1", "2026-03"));
    agent.commit(happened.used(task, 1, 1, "0.5", "2026-03"));
    assertThat(tasks.get(task, ADMIN).calls()).isZero();

    agent.commit(happened.called(task, 2), happened.called(task, 2));
    assertThat(tasks.get(task, ADMIN).calls()).isEqualTo(2);
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
