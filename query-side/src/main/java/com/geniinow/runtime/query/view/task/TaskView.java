package com.geniinow.runtime.query.view.task;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.geniinow.runtime.events.task.TaskState;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A task as its own route shows it.
 *
 * @param attempts how often it was started
 * @param estimatedCostUsd what each attempt holds at most, beside its tokens
 * @param tokensUsed by all attempts together
 * @param cachedInputTokens of all attempts together, part of what they read
 * @param cacheWriteTokens of all attempts together, part of what they read
 * @param reasoningTokens of all attempts together, part of what they wrote
 * @param costUsd of all attempts together
 * @param priceVersion of its model's price that the last one was charged by; null for none
 * @param calls model calls that it made, by all attempts
 * @param labels what it is found by
 * @param payloadSha256 of the payload's RFC 8785 form, in hexadecimal; counted anew where its event
 *     said nothing, and null where that payload is erased
 * @param failureReason why it was given up; null unless it is dead-lettered
 * @param maxDurationSeconds how long each attempt may run; null for tasks of before
 * @param maxCalls model calls that all attempts may make together; null for any number
 * @param maxCostUsd what these may cost together; null for any sum
 * @param priority 1 (first) to 5
 * @param runAt not before then; null for at once
 * @param expiresAt a task that waits yet at that moment is given up; null for never
 * @param approval who let it run, or must; null for a task that needs nobody
 * @param scheduleId the schedule that it is a run of; null for none
 * @param progress how far its running attempt is, as its worker says; null where it says nothing
 */
public record TaskView(
    UUID taskId,
    UUID agentId,
    String type,
    TaskState status,
    int attempts,
    @Nullable String model,
    long estimatedTokens,
    BigDecimal estimatedCostUsd,
    long tokensUsed,
    long cachedInputTokens,
    long cacheWriteTokens,
    long reasoningTokens,
    BigDecimal costUsd,
    @Nullable Integer priceVersion,
    long calls,
    @JsonRawValue String payload,
    Map<String, String> labels,
    @Nullable String payloadSha256,
    @JsonRawValue @Nullable String result,
    @Nullable String error,
    @Schema(
            description =
                "Why a dead-lettered task was given up: its last failure was final, its retries are"
                    + " used up, or the quota or its own limits refused the next one. Else null.",
            allowableValues = {
              "not_retryable",
              "retries_exhausted",
              "quota_exceeded",
              "task_budget_exceeded"
            })
        @Nullable String failureReason,
    String bullmqJobId,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant completedAt,
    @Nullable Instant nextAttemptAt,
    @Nullable Integer maxDurationSeconds,
    @Nullable Integer maxCalls,
    @Nullable BigDecimal maxCostUsd,
    int priority,
    @Nullable Instant runAt,
    @Nullable Instant expiresAt,
    @Nullable TaskApprovalView approval,
    @Nullable UUID scheduleId,
    @Nullable Progress progress) {
  /** How far an attempt is. */
  public record Progress(@Nullable Integer percent, @Nullable String message) {}

  /** What {@link #of} reads, up to the WHERE. */
  public static final String SELECT =
      """
      SELECT t.payload, t.result, t.task_id, t.agent_id, t.type, t.status, t.attempts, t.model, t.estimated_tokens,
        t.estimated_cost_usd, t.tokens_used, t.cached_input_tokens, t.cache_write_tokens,
        t.reasoning_tokens, t.cost_usd, t.price_version, t.calls, t.labels, t.payload_sha256,
        t.error, t.failure_reason, t.bullmq_job_id, t.created_at, t.started_at, t.completed_at,
        t.next_attempt_at, t.max_duration_seconds, t.max_calls, t.max_cost_usd,
        coalesce(t.priority, 3) AS priority, t.run_at, t.expires_at, t.approval_expires_at,
        t.approval_decided_by, t.approval_reason, t.schedule_id
      FROM agent_tasks t
      """;

  /** Reads a row. */
  public static TaskView of(ResultSet row, int n) throws SQLException {
    var payload = row.getString("payload");
    return new TaskView(
        row.getObject("task_id", UUID.class),
        row.getObject("agent_id", UUID.class),
        row.getString("type"),
        TaskState.of(row.getString("status")),
        row.getInt("attempts"),
        row.getString("model"),
        row.getLong("estimated_tokens"),
        TaskRow.usd(row, "estimated_cost_usd"),
        row.getLong("tokens_used"),
        row.getLong("cached_input_tokens"),
        row.getLong("cache_write_tokens"),
        row.getLong("reasoning_tokens"),
        TaskRow.usd(row, "cost_usd"),
        row.getObject("price_version", Integer.class),
        row.getLong("calls"),
        payload,
        TaskRow.labels(row),
        TaskRow.payloadSha256(row, payload),
        row.getString("result"),
        row.getString("error"),
        row.getString("failure_reason"),
        row.getString("bullmq_job_id"),
        TaskRow.instant(row, "created_at"),
        TaskRow.instantOrNull(row, "started_at"),
        TaskRow.instantOrNull(row, "completed_at"),
        TaskRow.instantOrNull(row, "next_attempt_at"),
        row.getObject("max_duration_seconds", Integer.class),
        row.getObject("max_calls", Integer.class),
        TaskRow.usdOrNull(row, "max_cost_usd"),
        row.getInt("priority"),
        TaskRow.instantOrNull(row, "run_at"),
        TaskRow.instantOrNull(row, "expires_at"),
        TaskRow.approval(row),
        row.getObject("schedule_id", UUID.class),
        null);
  }

  /** The same with how far its running attempt is. */
  TaskView at(@Nullable Progress where) {
    return where == null
        ? this
        : new TaskView(
            taskId,
            agentId,
            type,
            status,
            attempts,
            model,
            estimatedTokens,
            estimatedCostUsd,
            tokensUsed,
            cachedInputTokens,
            cacheWriteTokens,
            reasoningTokens,
            costUsd,
            priceVersion,
            calls,
            payload,
            labels,
            payloadSha256,
            result,
            error,
            failureReason,
            bullmqJobId,
            createdAt,
            startedAt,
            completedAt,
            nextAttemptAt,
            maxDurationSeconds,
            maxCalls,
            maxCostUsd,
            priority,
            runAt,
            expiresAt,
            approval,
            scheduleId,
            where);
  }
}
