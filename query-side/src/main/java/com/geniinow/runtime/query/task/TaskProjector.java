package com.geniinow.runtime.query.task;

import com.geniinow.runtime.events.quota.QuotaEvent;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRecorded;
import com.geniinow.runtime.events.task.TaskEvent;
import com.geniinow.runtime.events.task.TaskEvent.TaskAttemptFailed;
import com.geniinow.runtime.events.task.TaskEvent.TaskCancelled;
import com.geniinow.runtime.events.task.TaskEvent.TaskCompleted;
import com.geniinow.runtime.events.task.TaskEvent.TaskDeadLettered;
import com.geniinow.runtime.events.task.TaskEvent.TaskRedriven;
import com.geniinow.runtime.events.task.TaskEvent.TaskRequeued;
import com.geniinow.runtime.events.task.TaskEvent.TaskStarted;
import com.geniinow.runtime.events.task.TaskEvent.TaskSubmitted;
import com.geniinow.runtime.query.projection.Projector;
import com.geniinow.runtime.query.projection.StoredEvent;
import com.geniinow.runtime.query.projection.Writes;

/** The table agent_tasks. */
public final class TaskProjector implements Projector {
  @Override
  public void project(StoredEvent event, Writes writes) {
    if (event.payload() instanceof TaskEvent happened) {
      switch (happened) {
        case TaskSubmitted e -> submit(e, writes);
        case TaskStarted e ->
            writes.one(
                """
                UPDATE agent_tasks SET status = 'running', attempts = ?,
                  started_at = coalesce(started_at, ?), next_attempt_at = NULL
                WHERE task_id = ?""",
                e.attempt(),
                e.at(),
                e.taskId());
        case TaskCompleted e ->
            writes.one(
                """
                UPDATE agent_tasks SET status = 'completed', result = ?::json, error = NULL,
                  completed_at = ? WHERE task_id = ?""",
                e.result().text(),
                e.at(),
                e.taskId());
        case TaskAttemptFailed e ->
            writes.one(
                """
                UPDATE agent_tasks SET status = 'retrying', error = ?, next_attempt_at = ?
                WHERE task_id = ?""",
                e.error(),
                e.nextAttemptAt(),
                e.taskId());
        case TaskRequeued e ->
            writes.one(
                """
                UPDATE agent_tasks SET status = 'queued', next_attempt_at = NULL
                WHERE task_id = ?""",
                e.taskId());
        case TaskDeadLettered e ->
            writes.one(
                """
                UPDATE agent_tasks SET status = 'dead_lettered', error = ?, completed_at = ?,
                  next_attempt_at = NULL WHERE task_id = ?""",
                e.error(),
                e.at(),
                e.taskId());
        case TaskRedriven e ->
            writes.one(
                """
                UPDATE agent_tasks SET status = 'queued', error = NULL, completed_at = NULL
                WHERE task_id = ?""",
                e.taskId());
        case TaskCancelled e ->
            writes.one(
                """
                UPDATE agent_tasks SET status = 'cancelled', completed_at = ?,
                  next_attempt_at = NULL WHERE task_id = ?""",
                e.at(),
                e.taskId());
      }
    } else if (event.payload() instanceof UsageRecorded e && e.attempt() != QuotaEvent.EMBEDDING) {
      writes.one(
          """
          UPDATE agent_tasks SET tokens_used = tokens_used + ?, cost_usd = cost_usd + ?
          WHERE task_id = ?""",
          e.tokens(),
          e.costUsd(),
          e.taskId());
    }
  }

  private static void submit(TaskSubmitted e, Writes writes) {
    writes.one(
        """
        INSERT INTO agent_tasks
          (task_id, agent_id, entity_id, type, status, attempts, model, payload, estimated_tokens,
           estimated_cost_usd, tokens_used, cost_usd, bullmq_job_id, idempotency_key, created_at)
        SELECT ?, agent_id, entity_id, ?, 'queued', 0, ?, ?::json, ?, ?, 0, 0, ?, ?, ?
        FROM agents WHERE agent_id = ?""",
        e.taskId(),
        e.type(),
        e.model(),
        e.payload().text(),
        e.estimatedTokens(),
        e.estimatedCostUsd(),
        e.taskId().toString(),
        e.idempotencyKey(),
        e.at(),
        e.agentId());
  }
}
