package com.geniinow.runtime.query.view.alert;

import io.swagger.v3.oas.annotations.media.Schema;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message to people, sent or not yet.
 *
 * @param agentId null for one of the whole fleet or of a shared limit
 * @param entityId null for one of the whole fleet or of a shared limit
 * @param message in Slack's mrkdwn
 * @param sentAt null while it is not delivered
 * @param tries that failed
 */
record AlertView(
    UUID alertId,
    @Nullable UUID agentId,
    @Nullable UUID entityId,
    @Schema(example = "threshold_80") String kind,
    @Schema(allowableValues = {"slack", "pagerduty"}) String channel,
    String message,
    Instant occurredAt,
    @Nullable Instant sentAt,
    int tries) {
  static final String SELECT =
      """
      SELECT alert_id, agent_id, entity_id, kind, channel, message, occurred_at, sent_at, tries
      FROM alerts WHERE true""";

  static AlertView of(ResultSet row, int n) throws SQLException {
    var sent = row.getObject("sent_at", OffsetDateTime.class);
    return new AlertView(
        row.getObject("alert_id", UUID.class),
        row.getObject("agent_id", UUID.class),
        row.getObject("entity_id", UUID.class),
        row.getString("kind"),
        row.getString("channel"),
        row.getString("message"),
        row.getObject("occurred_at", OffsetDateTime.class).toInstant(),
        sent == null ? null : sent.toInstant(),
        row.getInt("tries"));
  }
}
