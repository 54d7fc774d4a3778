package com.geniinow.runtime.query.record;

import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.events.quota.QuotaEvent;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageCorrected;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRecorded;
import com.geniinow.runtime.events.task.TaskEvent;
import com.geniinow.runtime.events.task.TaskEvent.TaskApproved;
import com.geniinow.runtime.events.task.TaskEvent.TaskAttemptFailed;
import com.geniinow.runtime.events.task.TaskEvent.TaskBraked;
import com.geniinow.runtime.events.task.TaskEvent.TaskCancelled;
import com.geniinow.runtime.events.task.TaskEvent.TaskCompleted;
import com.geniinow.runtime.events.task.TaskEvent.TaskDeadLettered;
import com.geniinow.runtime.events.task.TaskEvent.TaskDenied;
import com.geniinow.runtime.events.task.TaskEvent.TaskDue;
import com.geniinow.runtime.events.task.TaskEvent.TaskExpired;
import com.geniinow.runtime.events.task.TaskEvent.TaskRedriven;
import com.geniinow.runtime.events.task.TaskEvent.TaskReleased;
import com.geniinow.runtime.events.task.TaskEvent.TaskRequeued;
import com.geniinow.runtime.events.task.TaskEvent.TaskStarted;
import com.geniinow.runtime.events.task.TaskEvent.TaskSubmitted;
import com.geniinow.runtime.events.task.TaskEvent.TaskUnbraked;
import com.geniinow.runtime.events.task.TaskPlan;
import com.geniinow.runtime.events.task.TaskState;
import com.geniinow.runtime.query.record.Change.Insert;
import com.geniinow.runtime.query.record.Change.Update;
import java.math.BigDecimal;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The tables agent_tasks, and task_labels with a row for each label of a task. */
public final class TaskProjector implements Projector {
  @Override
  public void project(StoredEvent event, Writes writes) {
    if (event.payload() instanceof TaskEvent happened) {
      switch (happened) {
        case TaskSubmitted e -> submit(event, e, writes);
        case TaskStarted e ->
            update(writes, e.taskId())
                .set("status", TaskState.RUNNING.wire())
                .set("attempts", e.attempt())
                .setIfAbsent("started_at", e.at())
                .set("next_attempt_at", null)
                .set("queued_at", null);
        case TaskCompleted e ->
            update(writes, e.taskId())
                .set("status", TaskState.COMPLETED.wire())
                .set("result", e.result())
                .set("error", null)
                .set("error_at", null)
                .set("completed_at", e.at());
        case TaskAttemptFailed e ->
            update(writes, e.taskId())
                .set("status", TaskState.RETRYING.wire())
                .set("error", e.error())
                .set("error_at", e.at())
                .set("next_attempt_at", e.nextAttemptAt());
        case TaskRequeued e ->
            update(writes, e.taskId())
                .set("status", TaskState.QUEUED.wire())
                .set("next_attempt_at", null)
                .set("queued_at", e.at());
        case TaskDeadLettered e ->
            update(writes, e.taskId())
                .set("status", TaskState.DEAD_LETTERED.wire())
                .set("error", e.error())
                .set("error_at", null)
                .set("failure_reason", e.reason())
                .set("completed_at", e.at())
                .set("next_attempt_at", null);
        case TaskRedriven e ->
            update(writes, e.taskId())
                .set("status", TaskState.QUEUED.wire())
                .set("error", null)
                .set("error_at", null)
                .set("failure_reason", null)
                .set("completed_at", null)
                .set("queued_at", e.at())
                .set("expires_at", null);
        case TaskCancelled e ->
            update(writes, e.taskId())
                .set("status", TaskState.CANCELLED.wire())
                .set("completed_at", e.at())
                .set("next_attempt_at", null)
                .set("braked_attempt", null)
                .set("queued_at", null);
        case TaskExpired e ->
            update(writes, e.taskId())
                .set("status", TaskState.EXPIRED.wire())
                .set("completed_at", e.at())
                .set("next_attempt_at", null)
                .set("braked_attempt", null)
                .set("queued_at", null);
        case TaskDue e ->
            update(writes, e.taskId())
                .set("status", TaskState.QUEUED.wire())
                .set("estimated_cost_usd", e.estimatedCostUsd())
                .set("queued_at", e.at());
        case TaskApproved e ->
            update(writes, e.taskId())
                .set("status", (e.runAt() == null ? TaskState.QUEUED : TaskState.SCHEDULED).wire())
                .set("queued_at", e.runAt() == null ? e.at() : null)
                .set("approval_decided_by", e.by())
                .set("approval_reason", e.reason())
                .set("approved_at", e.at());
        case TaskDenied e ->
            update(writes, e.taskId())
                .set("status", TaskState.DENIED.wire())
                .set("completed_at", e.at())
                .set("approval_decided_by", e.by())
                .set("approval_reason", e.reason());
        case TaskReleased e -> update(writes, e.taskId()).set("status", TaskState.QUEUED.wire());
        case TaskBraked e ->
            update(writes, e.taskId())
                .set("status", TaskState.QUEUED.wire())
                .set("braked_attempt", e.attempt())
                .set("queued_at", e.at());
        case TaskUnbraked e ->
            update(writes, e.taskId()).set("braked_attempt", null).set("queued_at", e.at());
      }
    } else if (event.payload() instanceof UsageRecorded e && QuotaEvent.isOfTask(e.attempt())) {
      use(e, update(writes, e.taskId()));
    } else if (event.payload() instanceof UsageCorrected e && e.taskId() != null) {
      update(writes, e.taskId())
          .add("tokens_used", BigDecimal.valueOf(e.tokens()))
          .add("cost_usd", e.costUsd());
    }
  }

  /** Few uses have every class of token: the SQL is one text for those that have none. */
  private static void use(UsageRecorded e, Update task) {
    task.add("tokens_used", BigDecimal.valueOf(e.tokens())).add("cost_usd", e.costUsd());
    if (e.cachedInputTokens() + e.cacheWriteTokens() + e.reasoningTokens() > 0) {
      task.add("cached_input_tokens", BigDecimal.valueOf(e.cachedInputTokens()))
          .add("cache_write_tokens", BigDecimal.valueOf(e.cacheWriteTokens()))
          .add("reasoning_tokens", BigDecimal.valueOf(e.reasoningTokens()));
    }
    if (e.priceVersion() != null) {
      task.set("price_version", e.priceVersion());
    }
    if (e.call() != null) {
      task.add("calls", BigDecimal.ONE);
    }
  }

  private static Update update(Writes writes, UUID taskId) {
    return writes.update("agent_tasks", "task_id", taskId);
  }

  private static void submit(StoredEvent event, TaskSubmitted e, Writes writes) {
    var row =
        writes
            .insert("agent_tasks", e.agentId())
            .set("task_id", e.taskId())
            .set("key_id", event.keyId())
            .set("type", e.type())
            .set("status", e.stateThen().wire())
            .set("attempts", 0)
            .set("model", e.model())
            .set("payload", e.payload())
            .set("estimated_tokens", e.estimatedTokens())
            .set("estimated_cost_usd", e.estimatedCostUsd())
            .set("tokens_used", 0)
            .set("cost_usd", 0)
            .set("cached_input_tokens", 0)
            .set("cache_write_tokens", 0)
            .set("reasoning_tokens", 0)
            .set("bullmq_job_id", e.taskId().toString())
            .set("idempotency_key", e.idempotencyKey())
            .set("created_at", e.at())
            .set("max_duration_seconds", e.maxDurationSeconds())
            .set("max_calls", e.maxCalls())
            .set("max_cost_usd", e.maxCostUsd())
            .set("labels", labels(e))
            .set("payload_sha256", e.payloadSha256())
            .set("calls", 0);
    if (e.plan() != null) {
      plan(row, e.plan());
    }
    if (e.labels() != null) {
      e.labels().forEach((name, value) -> label(writes, e, name, value));
    }
  }

  /** Few tasks have one of their own: the SQL is one text for those that have none. */
  private static void plan(Insert row, TaskPlan plan) {
    row.set("priority", plan.priority())
        .set("run_at", plan.runAt())
        .set("expires_at", plan.expiresAt());
    if (plan.retry() != null) {
      row.set("max_retries", plan.retry().maxRetries())
          .set("retry_base_ms", plan.retry().baseMillis())
          .set("retry_max_ms", plan.retry().maxMillis());
    }
    if (plan.approval() != null) {
      row.set("approval_expires_at", plan.approval().expiresAt());
    }
  }

  private static @Nullable Json labels(TaskSubmitted e) {
    return e.labels() == null
        ? null
        : new Json(CanonicalJson.of(new TreeMap<String, @Nullable Object>(e.labels())));
  }

  private static void label(Writes writes, TaskSubmitted e, String name, String value) {
    writes
        .insert("task_labels", e.agentId())
        .set("label_id", Ids.derive(e.taskId(), "label/" + name))
        .set("task_id", e.taskId())
        .set("name", name)
        .set("value", value)
        .set("created_at", e.at());
  }
}
