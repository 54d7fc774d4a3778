package com.geniinow.runtime.query.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.events.task.TaskEvent.TaskDue;
import com.geniinow.runtime.events.task.TaskEvent.TaskExpired;
import com.geniinow.runtime.events.task.TaskEvent.TaskSubmitted;
import com.geniinow.runtime.events.task.TaskPlan;
import com.geniinow.runtime.events.task.TaskRetry;
import com.geniinow.runtime.query.testing.Database;
import com.geniinow.runtime.query.testing.Happened;
import com.geniinow.runtime.query.testing.RecordedAgent;
import java.math.BigDecimal;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.IncorrectUpdateSemanticsDataAccessException;

/** The life of a task's row, event by event. */
class TaskProjectorTest {
  private RecordedAgent agent;
  private Happened happened;
  private UUID task;

  @BeforeEach
  void a_task() {
    agent = RecordedAgent.provisioned();
    happened = agent.happened();
    task = agent.submitted();
  }

  @Test
  void a_submitted_task_is_queued_with_all_that_was_said_of_it() {
    assertThat(row())
        .containsEntry("agent_id", agent.id().toString())
        .containsEntry("entity_id", agent.entity().toString())
        .containsEntry("status", "queued")
        .containsEntry("type", "chat")
        .containsEntry("model", "gpt")
        .containsEntry("payload", "{\"q\": [1.50, \"ü\"]}")
        .containsEntry("estimated_tokens", "500")
        .containsEntry("estimated_cost_usd", "0.0125")
        .containsEntry("bullmq_job_id", task.toString())
        .containsEntry("idempotency_key", "key-1")
        .containsEntry("max_duration_seconds", "300")
        .containsEntry("max_calls", "20")
        .containsEntry("max_cost_usd", "0.5")
        .containsEntry("created_at", happened.at().toString())
        .containsEntry("labels", "{\"env\":\"prod\",\"team\":\"sales\"}")
        .containsEntry("payload_sha256", Happened.PAYLOAD_SHA256)
        .containsEntry("calls", "0")
        .containsEntry("attempts", "0")
        .containsEntry("tokens_used", "0")
        .containsEntry("cost_usd", "0");
    assertThat(row())
        .containsEntry("result", null)
        .containsEntry("error", null)
        .containsEntry("failure_reason", null)
        .containsEntry("started_at", null)
        .containsEntry("completed_at", null)
        .containsEntry("next_attempt_at", null);
  }

  @Test
  void a_task_is_queued_since_the_last_event_that_queued_it_until_it_starts() {
    agent.commit(happened.started(task, 1), happened.failed(task, 1), happened.requeued(task, 2));
    assertThat(row()).containsEntry("queued_at", happened.at().toString());

    agent.commit(happened.started(task, 2));
    assertThat(row()).containsEntry("queued_at", null);
  }

  @Test
  void a_scheduled_task_is_queued_when_it_is_due_at_the_price_of_then() {
    var other = task();
    var at = happened.at();
    var plan = new TaskPlan(5, at.plusSeconds(5), at.plusSeconds(9), new TaskRetry(2, 3, 4), null);
    agent.commit(
        new TaskSubmitted(
            agent.id(),
            other,
            "chat",
            Json.EMPTY,
            "gpt",
            500,
            BigDecimal.ONE,
            null,
            at,
            null,
            null,
            null,
            plan));
    assertThat(RecordedAgent.task(other))
        .containsEntry("status", "scheduled")
        .containsEntry("priority", "5")
        .containsEntry("run_at", at.plusSeconds(5).toString())
        .containsEntry("expires_at", at.plusSeconds(9).toString())
        .containsEntry("max_retries", "2")
        .containsEntry("retry_base_ms", "3")
        .containsEntry("retry_max_ms", "4");

    agent.commit(
        new TaskDue(
            agent.id(),
            other,
            "chat",
            "gpt",
            500,
            BigDecimal.TWO,
            plan.onceQueued(),
            at.plusSeconds(6)));
    assertThat(RecordedAgent.task(other))
        .containsEntry("status", "queued")
        .containsEntry("estimated_cost_usd", "2")
        .containsEntry("queued_at", at.plusSeconds(6).toString());

    agent.commit(new TaskExpired(agent.id(), other, at.plusSeconds(9)));
    assertThat(RecordedAgent.task(other))
        .containsEntry("status", "expired")
        .containsEntry("queued_at", null)
        .containsEntry("completed_at", at.plusSeconds(9).toString());
  }

  @Test
  void each_label_is_a_row_of_its_own_as_old_as_its_task() {
    var rows = Database.rows("task_labels", "task_id", task);

    assertThat(rows)
        .extracting(row -> row.get("name") + "=" + row.get("value"))
        .containsExactlyInAnyOrder("env=prod", "team=sales");
    assertThat(rows)
        .allSatisfy(
            row ->
                assertThat(row)
                    .containsEntry("agent_id", agent.id().toString())
                    .containsEntry("entity_id", agent.entity().toString())
                    .containsEntry("created_at", happened.at().toString()));
  }

  @Test
  void a_task_without_labels_has_none() {
    var bare = task();
    agent.commit(happened.submitted(bare, "chat", null, null));

    assertThat(RecordedAgent.task(bare))
        .containsEntry("labels", null)
        .containsEntry("payload_sha256", null);
    assertThat(Database.rows("task_labels", "task_id", bare)).isEmpty();
  }

  @Test
  void a_started_task_runs_since_its_first_attempt() {
    agent.commit(happened.started(task, 1));
    var first = happened.at().toString();
    assertThat(row())
        .containsEntry("status", "running")
        .containsEntry("attempts", "1")
        .containsEntry("started_at", first);

    agent.commit(happened.failed(task, 1));
    agent.commit(happened.requeued(task, 2));
    agent.commit(happened.started(task, 2));
    assertThat(row())
        .containsEntry("attempts", "2")
        .containsEntry("started_at", first)
        .containsEntry("next_attempt_at", null);
  }

  @Test
  void a_failed_attempt_is_told_with_the_time_of_the_next_one() {
    agent.commit(happened.started(task, 1), happened.failed(task, 1));

    assertThat(row())
        .containsEntry("status", "retrying")
        .containsEntry("error", "oops")
        .containsEntry("next_attempt_at", happened.at().plusSeconds(60).toString())
        .containsEntry("completed_at", null);
  }

  @Test
  void a_requeued_task_waits_and_still_tells_its_last_error() {
    agent.commit(happened.started(task, 1), happened.failed(task, 1), happened.requeued(task, 2));

    assertThat(row())
        .containsEntry("status", "queued")
        .containsEntry("error", "oops")
        .containsEntry("next_attempt_at", null)
        .containsEntry("attempts", "1");
  }

  @Test
  void a_completed_task_has_its_result_and_no_error_of_before() {
    agent.commit(happened.started(task, 1), happened.failed(task, 1), happened.requeued(task, 2));
    agent.commit(happened.started(task, 2), happened.completed(task, 2));

    assertThat(row())
        .containsEntry("status", "completed")
        .containsEntry("result", "{\"done\":true}")
        .containsEntry("error", null)
        .containsEntry("completed_at", happened.at().toString());
  }

  @Test
  void a_dead_lettered_task_says_why_and_waits_for_nothing() {
    agent.commit(happened.started(task, 1), happened.failed(task, 1));
    agent.commit(happened.deadLettered(task, 1));

    assertThat(row())
        .containsEntry("status", "dead_lettered")
        .containsEntry("error", "gave up")
        .containsEntry("failure_reason", "retries_exhausted")
        .containsEntry("completed_at", happened.at().toString())
        .containsEntry("next_attempt_at", null);
  }

  @Test
  void a_redriven_task_is_queued_as_if_it_had_not_ended() {
    agent.commit(happened.started(task, 1));
    var first = happened.at().toString();
    agent.commit(happened.deadLettered(task, 1), happened.redriven(task, 2));

    assertThat(row())
        .containsEntry("status", "queued")
        .containsEntry("error", null)
        .containsEntry("failure_reason", null)
        .containsEntry("completed_at", null)
        .containsEntry("attempts", "1")
        .containsEntry("started_at", first);
  }

  @Test
  void an_event_of_a_task_that_nobody_submitted_fails_its_commit() {
    assertThatThrownBy(() -> agent.commit(happened.started(task, 1), happened.completed(task(), 1)))
        .isInstanceOf(IncorrectUpdateSemanticsDataAccessException.class)
        .hasMessageContaining("0 rows instead of 1 changed by: UPDATE agent_tasks");
    assertThat(row()).containsEntry("status", "queued");
  }

  private static UUID task() {
    return UUID.randomUUID();
  }

  private Map<String, String> row() {
    return RecordedAgent.task(task);
  }
}
