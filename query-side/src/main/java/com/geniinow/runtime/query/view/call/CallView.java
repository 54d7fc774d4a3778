package com.geniinow.runtime.query.view.call;

import com.geniinow.runtime.events.Usd;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A model call that has ended; nothing of what was asked or answered.
 *
 * @param usageId of its usage row
 * @param taskId null for a call of no task
 * @param keyId the key that made it; null where none did
 * @param operation such as {@code chat}
 * @param provider null where none was reached
 * @param inputTokens cached and written ones included
 * @param estimated whether anything of it is our own count, or what was held
 * @param requestSha256 of the bytes as the client sent them
 * @param responseSha256 of the bytes as the client got them
 */
public record CallView(
    UUID callId,
    UUID usageId,
    @Nullable UUID taskId,
    @Nullable Integer attempt,
    @Nullable UUID keyId,
    String operation,
    @Nullable String provider,
    @Nullable String model,
    @Schema(example = "ok") String status,
    long inputTokens,
    long outputTokens,
    long cachedInputTokens,
    long cacheWriteTokens,
    long reasoningTokens,
    long tokens,
    BigDecimal costUsd,
    @Nullable Integer priceVersion,
    boolean priceAssumed,
    boolean estimated,
    long latencyMs,
    @Nullable String requestSha256,
    @Nullable String responseSha256,
    @Nullable Instant startedAt,
    Instant endedAt) {
  static final String SELECT =
      """
      SELECT u.*, coalesce(u.key_id,
          (SELECT t.key_id FROM agent_tasks t
            WHERE t.task_id = u.task_id AND u.by_agent IS NOT TRUE)) AS acting_key
      FROM agent_quota_usage u WHERE call_id IS NOT NULL AND agent_id = ?""";

  static CallView of(ResultSet row, int n) throws SQLException {
    var held = row.getObject("held_at", OffsetDateTime.class);
    return new CallView(
        row.getObject("call_id", UUID.class),
        row.getObject("usage_id", UUID.class),
        row.getObject("task_id", UUID.class),
        row.getObject("attempt", Integer.class),
        row.getObject("acting_key", UUID.class),
        row.getString("operation"),
        row.getString("provider"),
        row.getString("model"),
        row.getString("status"),
        row.getLong("input_tokens"),
        row.getLong("output_tokens"),
        row.getLong("cached_input_tokens"),
        row.getLong("cache_write_tokens"),
        row.getLong("reasoning_tokens"),
        row.getLong("tokens"),
        Usd.of(row.getBigDecimal("cost_usd")),
        row.getObject("price_version", Integer.class),
        row.getBoolean("price_assumed"),
        row.getBoolean("estimated"),
        row.getLong("latency_ms"),
        row.getString("request_sha256"),
        row.getString("response_sha256"),
        held == null ? null : held.toInstant(),
        row.getObject("recorded_at", OffsetDateTime.class).toInstant());
  }
}
