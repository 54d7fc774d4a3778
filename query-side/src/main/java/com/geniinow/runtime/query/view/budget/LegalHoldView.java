package com.geniinow.runtime.query.view.budget;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;

/**
 * That nothing of an entity's agents may be erased.
 *
 * @param heldBy who said so
 */
public record LegalHoldView(UUID entityId, String reason, String heldBy, Instant since) {
  static final String SELECT =
      "SELECT entity_id, reason, held_by, since FROM legal_holds WHERE agent_id = ?";

  static LegalHoldView of(ResultSet row, int n) throws SQLException {
    return new LegalHoldView(
        row.getObject("entity_id", UUID.class),
        row.getString("reason"),
        row.getString("held_by"),
        row.getObject("since", OffsetDateTime.class).toInstant());
  }
}
