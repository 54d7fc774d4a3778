package com.geniinow.runtime.query.view.webhook;

import com.geniinow.runtime.events.Ids;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A webhook as the routes show it, without its secret.
 *
 * @param agentId of whom it hears; null where it is an entity's
 * @param entityId of whose agents it hears; null where it is an agent's
 * @param failingSince since when its receiver has not taken something; null where it has taken all
 */
public record WebhookView(
    UUID webhookId,
    String url,
    List<String> events,
    @Nullable UUID agentId,
    @Nullable UUID entityId,
    @Nullable Instant failingSince,
    Instant createdAt,
    Instant updatedAt) {
  static final String SELECT =
      """
      SELECT w.webhook_id, w.url, w.types, w.agent_id, w.of_entity, w.created_at, w.updated_at,
        (SELECT min(l.failing_since) FROM webhook_lanes l WHERE l.webhook_id = w.webhook_id)
          AS failing_since
      FROM webhooks w WHERE true""";

  static WebhookView of(ResultSet row, int n) throws SQLException {
    var agent = row.getObject("agent_id", UUID.class);
    return new WebhookView(
        row.getObject("webhook_id", UUID.class),
        row.getString("url"),
        List.of(row.getString("types").split(" ")),
        Ids.PLATFORM.equals(agent) ? null : agent,
        row.getObject("of_entity", UUID.class),
        instant(row, "failing_since"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        row.getObject("updated_at", OffsetDateTime.class).toInstant());
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    var at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }
}
