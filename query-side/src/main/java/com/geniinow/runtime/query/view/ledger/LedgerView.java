package com.geniinow.runtime.query.view.ledger;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;

/** A ledger entry as the routes show it. */
record LedgerView(
    UUID entryId,
    UUID agentId,
    long sequence,
    String type,
    UUID eventId,
    @JsonRawValue String details,
    String previousHash,
    String hash,
    Instant createdAt) {
  static final String SELECT =
      """
      SELECT entry_id, agent_id, sequence, type, event_id, details, previous_hash, hash, created_at
      FROM ledger_entries WHERE agent_id = ?""";

  static LedgerView of(ResultSet row, int n) throws SQLException {
    return new LedgerView(
        row.getObject("entry_id", UUID.class),
        row.getObject("agent_id", UUID.class),
        row.getLong("sequence"),
        row.getString("type"),
        row.getObject("event_id", UUID.class),
        row.getString("details"),
        row.getString("previous_hash"),
        row.getString("hash"),
        row.getObject("created_at", OffsetDateTime.class).toInstant());
  }
}
