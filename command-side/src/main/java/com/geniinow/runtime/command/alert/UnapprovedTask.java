package com.geniinow.runtime.command.alert;

import com.geniinow.runtime.command.task.TaskSettings;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A task that a person must let run.
 *
 * @param tokens that each attempt holds
 * @param costUsd that each attempt holds
 * @param maxCostUsd that its calls may cost together; null for any sum
 * @param maxRetries after its first run; null for as configured
 * @param expiresAt when it is too late to decide
 */
record UnapprovedTask(
    UUID agentId,
    UUID taskId,
    String type,
    @Nullable String model,
    long tokens,
    BigDecimal costUsd,
    @Nullable BigDecimal maxCostUsd,
    @Nullable Integer maxRetries,
    Instant expiresAt,
    Instant submittedAt) {
  /** What {@link #of} reads, up to the WHERE. */
  static final String SELECT =
      """
      SELECT agent_id, task_id, type, model, estimated_tokens, estimated_cost_usd, max_cost_usd,
        max_retries, approval_expires_at, created_at FROM agent_tasks\
      """;

  static UnapprovedTask of(ResultSet row) throws SQLException {
    return new UnapprovedTask(
        row.getObject(1, UUID.class),
        row.getObject(2, UUID.class),
        row.getString(3),
        row.getString(4),
        row.getLong(5),
        row.getBigDecimal(6),
        row.getBigDecimal(7),
        row.getObject(8, Integer.class),
        row.getObject(9, OffsetDateTime.class).toInstant(),
        row.getObject(10, OffsetDateTime.class).toInstant());
  }

  /**
   * What it may cost at most: the holds of all its attempts where they bind it, or its own limit.
   *
   * @return null where neither binds it
   */
  @Nullable BigDecimal mostUsd(int configuredRetries) {
    if (!isBoundByHolds()) {
      return maxCostUsd;
    }
    var attempts = 1 + (maxRetries == null ? configuredRetries : maxRetries);
    var holds = costUsd.multiply(BigDecimal.valueOf(attempts));
    return maxCostUsd == null || maxCostUsd.compareTo(holds) > 0 ? holds : maxCostUsd;
  }

  /**
   * A hook and a drill make no calls of models. Of others a hold of nothing binds nothing, and
   * where outsiders run them and say what all calls may cost together, that is the one bound.
   */
  private boolean isBoundByHolds() {
    return switch (type) {
      case TaskSettings.WEBHOOK, TaskSettings.SIMULATE -> true;
      case TaskSettings.CHAT -> holdsMoney();
      default -> maxCostUsd == null && holdsMoney();
    };
  }

  private boolean holdsMoney() {
    return model != null && tokens > 0 && costUsd.signum() > 0;
  }
}
