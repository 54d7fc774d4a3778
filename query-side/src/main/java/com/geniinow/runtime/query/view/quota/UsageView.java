package com.geniinow.runtime.query.view.quota;

import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one attempt of a task used, or a correction of it.
 *
 * @param taskId null for a correction or a model call of no task
 * @param attempt null for a correction, and for a model call of no task
 * @param callId the model call that used it; null where none did
 * @param kind a correction's amounts may be below 0
 * @param inputTokens cached ones included
 * @param cachedInputTokens those of inputTokens that the provider had kept from before, at a price
 *     of their own
 * @param cacheWriteTokens those of inputTokens that the provider keeps from then on
 * @param reasoningTokens those of outputTokens that the answer doesn't show
 * @param priceVersion of its model's price that it was charged by; null where it wasn't
 * @param priceAssumed whether a class of its tokens had no price of its own
 * @param period the month it counts in: that of its reservation
 * @param day the day that a correction counts in, too
 * @param corrects the use whose price a correction changes
 * @param reason of a correction
 * @param estimated true when nobody reported and its reservation was charged in full
 */
public record UsageView(
    UUID usageId,
    @Schema(allowableValues = {"use", "correction"}) String kind,
    @Nullable UUID taskId,
    @Nullable Integer attempt,
    @Nullable UUID callId,
    @Nullable String keyId,
    @Nullable String model,
    long inputTokens,
    long outputTokens,
    long cachedInputTokens,
    long cacheWriteTokens,
    long reasoningTokens,
    long tokens,
    BigDecimal costUsd,
    @Nullable Integer priceVersion,
    boolean priceAssumed,
    String period,
    @Nullable String day,
    @Nullable UUID corrects,
    @Nullable String reason,
    boolean estimated,
    Instant recordedAt) {
  static final String SELECT =
      """
      SELECT u.*, coalesce(u.key_id,
          (SELECT t.key_id FROM agent_tasks t
            WHERE t.task_id = u.task_id AND u.by_agent IS NOT TRUE)) AS acting_key
      FROM agent_quota_usage u WHERE agent_id = ?""";

  /** What {@link #of} reads, one row. */
  static final String SELECT_ONE = SELECT.replace("agent_id = ?", "usage_id = ?");

  static UsageView of(ResultSet row, int n) throws SQLException {
    return new UsageView(
        row.getObject("usage_id", UUID.class),
        row.getString("kind"),
        row.getObject("task_id", UUID.class),
        row.getObject("attempt", Integer.class),
        row.getObject("call_id", UUID.class),
        row.getString("acting_key"),
        row.getString("model"),
        row.getLong("input_tokens"),
        row.getLong("output_tokens"),
        row.getLong("cached_input_tokens"),
        row.getLong("cache_write_tokens"),
        row.getLong("reasoning_tokens"),
        row.getLong("tokens"),
        QuotaView.usd(row, "cost_usd"),
        row.getObject("price_version", Integer.class),
        row.getBoolean("price_assumed"),
        row.getString("period"),
        row.getString("day"),
        row.getObject("corrects", UUID.class),
        row.getString("reason"),
        row.getBoolean("estimated"),
        row.getObject("recorded_at", OffsetDateTime.class).toInstant());
  }
}
