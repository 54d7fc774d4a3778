package com.geniinow.runtime.query.history;

import com.geniinow.runtime.query.record.Redaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;

/**
 * Ledger entries whose text is taken out: their details become their own hash, the entry's stays,
 * and a signed record says so.
 */
final class LedgerRedactions {
  /** Entries of one transaction. */
  static final int ENTRIES = 200;

  /** An entry that holds text in the clear. */
  private record Held(UUID entryId, long sequence, String hash, String details) {}

  /**
   * Redacts some of an agent's entries, in a transaction of genii_sealer.
   *
   * @param at to the microsecond
   * @return how many; 0 where none is left
   */
  int redactSome(JdbcClient jdbc, UUID agentId, SigningKey key, Instant at) {
    var held = held(jdbc, agentId);
    for (var entry : held) {
      var said =
          new Redaction(
              agentId, entry.sequence(), entry.hash(), EventSealing.sha256(entry.details()), at);
      say(jdbc, entry.entryId(), said, key);
    }
    if (!held.isEmpty()) {
      jdbc.sql(
              """
              UPDATE ledger_entries e SET details = '{"redacted":"' || r.redacted || '"}'
              FROM ledger_redactions r WHERE r.entry_id = e.entry_id AND e.entry_id = ANY (?)""")
          .param(new SqlArrayValue("uuid", held.stream().map(Held::entryId).toArray()))
          .update();
    }
    return held.size();
  }

  private static List<Held> held(JdbcClient jdbc, UUID agentId) {
    return jdbc.sql(
            """
            SELECT e.entry_id, e.sequence, e.hash, e.details
            FROM ledger_entries e JOIN sealings s ON s.event_id = e.event_id
            WHERE e.agent_id = :agent AND s.agent_id = :agent AND s.entry_has_text
              AND NOT EXISTS (SELECT FROM ledger_redactions r WHERE r.entry_id = e.entry_id)
            ORDER BY e.sequence LIMIT :limit FOR UPDATE OF e""")
        .param("agent", agentId)
        .param("limit", ENTRIES)
        .query(
            (row, n) ->
                new Held(
                    row.getObject(1, UUID.class),
                    row.getLong(2),
                    row.getString(3),
                    row.getString(4)))
        .list();
  }

  /** First, as the entries' own trigger looks for these rows. */
  private static void say(JdbcClient jdbc, UUID entryId, Redaction said, SigningKey key) {
    jdbc.sql(
            """
            INSERT INTO ledger_redactions (entry_id, agent_id, entity_id, sequence, hash, redacted,
              redacted_at, kid, public_key, signature)
            VALUES (?, ?, genii_entity(), ?, ?, ?, ?, ?, ?, ?)""")
        .param(entryId)
        .param(said.agentId())
        .param(said.sequence())
        .param(said.hash())
        .param(said.redacted())
        .param(said.redactedAt().atOffset(ZoneOffset.UTC))
        .param(key.kid())
        .param(key.publicKey())
        .param(key.sign(said.text(key.kid(), key.publicKey())))
        .update();
  }

  /**
   * Redacts what was replayed where a record says so that a key of ours has signed, if the entry was
   * what the record says: one of which nothing true is said goes on differing from the live one.
   *
   * @param shadow where a replay has left its tables
   * @param snapshot what the live tables are read in
   */
  static void apply(JdbcClient shadow, JdbcClient snapshot, StorePart part) {
    var sql =
        """
        SELECT r.agent_id, r.sequence, r.hash, r.redacted, r.redacted_at, r.kid, k.public_key,
          r.signature
        FROM (SELECT * FROM ledger_redactions WHERE%s) r
          JOIN checkpoint_keys k ON k.kid = r.kid AND k.public_key = r.public_key
        ORDER BY r.entry_id"""
            .formatted(part.ofRows());
    try (var rows = part.sql(snapshot, sql).query(LedgerRedactions::signed).stream()) {
      rows.filter(Signed::holds).forEach(row -> apply(shadow, row.said()));
    }
  }

  private static void apply(JdbcClient shadow, Redaction said) {
    shadow
        .sql(
            """
            UPDATE pg_temp.ledger_entries SET details = ?
            WHERE agent_id = ? AND sequence = ? AND hash = ?
              AND encode(sha256(convert_to(details, 'UTF8')), 'hex') = ?""")
        .param(Redaction.details(said.redacted()))
        .param(said.agentId())
        .param(said.sequence())
        .param(said.hash())
        .param(said.redacted())
        .update();
  }

  private record Signed(Redaction said, String kid, String publicKey, String signature) {
    boolean holds() {
      return SigningKey.signed(publicKey, said.text(kid, publicKey), signature);
    }
  }

  private static Signed signed(ResultSet row, int n) throws SQLException {
    var said =
        new Redaction(
            row.getObject(1, UUID.class),
            row.getLong(2),
            row.getString(3),
            row.getString(4),
            row.getObject(5, OffsetDateTime.class).toInstant());
    return new Signed(said, row.getString(6), row.getString(7), row.getString(8));
  }
}
