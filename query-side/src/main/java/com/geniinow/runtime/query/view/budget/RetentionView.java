package com.geniinow.runtime.query.view.budget;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;

/**
 * How long what the tasks of an entity's agents say is kept.
 *
 * @param retentionDays so many days after the end of the day on which it was said
 * @param setBy who said so
 */
public record RetentionView(UUID entityId, int retentionDays, String setBy, Instant since) {
  static final String SELECT =
      "SELECT entity_id, retention_days, set_by, since FROM retentions WHERE agent_id = ?";

  static RetentionView of(ResultSet row, int n) throws SQLException {
    return new RetentionView(
        row.getObject("entity_id", UUID.class),
        row.getInt("retention_days"),
        row.getString("set_by"),
        row.getObject("since", OffsetDateTime.class).toInstant());
  }
}
