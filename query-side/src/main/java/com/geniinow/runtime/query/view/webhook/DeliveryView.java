package com.geniinow.runtime.query.view.webhook;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What became of an event that a webhook was called with.
 *
 * @param status {@code retrying}, {@code delivered} or {@code parked}
 * @param responseCode the receiver's at the last try; null where it did not answer
 * @param nextTryAt null where there will be none
 */
public record DeliveryView(
    UUID eventId,
    String type,
    UUID agentId,
    @Nullable UUID taskId,
    String status,
    int tries,
    @Nullable Integer responseCode,
    @Nullable String error,
    Instant at,
    Instant firstTryAt,
    Instant lastTryAt,
    @Nullable Instant nextTryAt) {
  static final String SELECT =
      """
      SELECT event_id, type, agent_id, task_id, status, tries, response_code, error, happened_at,
        first_try_at, last_try_at, next_try_at
      FROM webhook_deliveries WHERE webhook_id = ?""";

  static DeliveryView of(ResultSet row, int n) throws SQLException {
    var next = row.getObject("next_try_at", OffsetDateTime.class);
    return new DeliveryView(
        row.getObject("event_id", UUID.class),
        row.getString("type"),
        row.getObject("agent_id", UUID.class),
        row.getObject("task_id", UUID.class),
        row.getString("status"),
        row.getInt("tries"),
        row.getObject("response_code", Integer.class),
        row.getString("error"),
        row.getObject("happened_at", OffsetDateTime.class).toInstant(),
        row.getObject("first_try_at", OffsetDateTime.class).toInstant(),
        row.getObject("last_try_at", OffsetDateTime.class).toInstant(),
        next == null ? null : next.toInstant());
  }
}
