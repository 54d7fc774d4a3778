package com.geniinow.runtime.query.view.task;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.geniinow.runtime.events.task.TaskState;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A task as the routes show it.
 *
 * @param attempts how often it was started
 * @param tokensUsed by all attempts together
 * @param cachedInputTokens of all attempts together, part of what they read
 * @param cacheWriteTokens of all attempts together, part of what they read
 * @param reasoningTokens of all attempts together, part of what they wrote
 * @param costUsd of all attempts together
 * @param priceVersion of its model's price that the last one was charged by; null for none
 * @param failureReason why it was given up; null unless it is dead-lettered
 * @param maxDurationSeconds how long each attempt may run; null for tasks of before
 * @param maxCalls model calls that all attempts may make together; null for any number
 * @param maxCostUsd what these may cost together; null for any sum
 */
public record TaskView(
    UUID taskId,
    UUID agentId,
    String type,
    TaskState status,
    int attempts,
    @Nullable String model,
    long estimatedTokens,
    long tokensUsed,
    long cachedInputTokens,
    long cacheWriteTokens,
    long reasoningTokens,
    BigDecimal costUsd,
    @Nullable Integer priceVersion,
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
    @Nullable BigDecimal maxCostUsd) {

  /** What {@link #of} reads, up to the WHERE. */
  public static final String SELECT =
      """
      SELECT task_id, agent_id, type, status, attempts, model, estimated_tokens, tokens_used,
        cached_input_tokens, cache_write_tokens, reasoning_tokens, cost_usd, price_version, result, error, failure_reason, bullmq_job_id, created_at, started_at, completed_at, next_attempt_at,
        max_duration_seconds, max_calls, max_cost_usd
      FROM agent_tasks
      """;

  /** Reads a row. */
  public static TaskView of(ResultSet row, int n) throws SQLException {
    var most = row.getBigDecimal("max_cost_usd");
    return new TaskView(
        row.getObject("task_id", UUID.class),
        row.getObject("agent_id", UUID.class),
        row.getString("type"),
        TaskState.of(row.getString("status")),
        row.getInt("attempts"),
        row.getString("model"),
        row.getLong("estimated_tokens"),
        row.getLong("tokens_used"),
        row.getLong("cached_input_tokens"),
        row.getLong("cache_write_tokens"),
        row.getLong("reasoning_tokens"),
        shortest(row.getBigDecimal("cost_usd")),
        row.getObject("price_version", Integer.class),
        row.getString("result"),
        row.getString("error"),
        row.getString("failure_reason"),
        row.getString("bullmq_job_id"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        instant(row, "started_at"),
        instant(row, "completed_at"),
        instant(row, "next_attempt_at"),
        row.getObject("max_duration_seconds", Integer.class),
        row.getObject("max_calls", Integer.class),
        most == null ? null : shortest(most));
  }

  private static BigDecimal shortest(BigDecimal usd) {
    var stripped = usd.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    var at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }
}
