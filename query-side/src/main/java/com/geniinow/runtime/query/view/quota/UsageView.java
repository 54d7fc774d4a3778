package com.geniinow.runtime.query.view.quota;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one attempt of a task used.
 *
 * @param inputTokens cached ones included
 * @param cachedInputTokens those of inputTokens that the provider had kept from before, at a price
 *     of their own
 * @param period the month it counts in: that of its reservation
 * @param estimated true when nobody reported and its reservation was charged in full
 */
record UsageView(
    UUID usageId,
    UUID taskId,
    int attempt,
    @Nullable String model,
    long inputTokens,
    long outputTokens,
    long cachedInputTokens,
    long tokens,
    BigDecimal costUsd,
    String period,
    boolean estimated,
    Instant recordedAt) {
  static final String SELECT =
      """
      SELECT usage_id, task_id, attempt, model, input_tokens, output_tokens,
        cached_input_tokens, tokens, cost_usd, period, estimated, recorded_at
      FROM agent_quota_usage WHERE agent_id = ?""";

  static UsageView of(ResultSet row, int n) throws SQLException {
    return new UsageView(
        row.getObject("usage_id", UUID.class),
        row.getObject("task_id", UUID.class),
        row.getInt("attempt"),
        row.getString("model"),
        row.getLong("input_tokens"),
        row.getLong("output_tokens"),
        row.getLong("cached_input_tokens"),
        row.getLong("tokens"),
        QuotaView.usd(row, "cost_usd"),
        row.getString("period"),
        row.getBoolean("estimated"),
        row.getObject("recorded_at", OffsetDateTime.class).toInstant());
  }
}
