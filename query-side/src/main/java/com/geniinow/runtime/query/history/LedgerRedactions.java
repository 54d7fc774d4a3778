package com.geniinow.runtime.query.history;

import com.geniinow.runtime.query.record.LedgerEntry;
import com.geniinow.runtime.query.record.Redaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;

/**
 * Ledger entries whose text is taken out: their details become their own hash, the entry's stays,
 * and a signed record says so.
 */
final class LedgerRedactions {
  /** Entries of one transaction. */
  static final int ENTRIES = 200;

  private static final String SAID_BY_TASKS =
      """
      AND e.created_at >= CAST(CAST(:day AS date) AS timestamp) AT TIME ZONE 'UTC'
      AND e.created_at < CAST(CAST(:day AS date) + 1 AS timestamp) AT TIME ZONE 'UTC'
      AND EXISTS (SELECT FROM domain_event_entry d
        WHERE d.event_identifier = s.event_id::text
          AND d.payload_type LIKE 'com.geniinow.runtime.events.task.TaskEvent$%')\
      """;

  /** Before the first entry of any chain. */
  private static final long START = -1;

  /**
   * Up to which entry this process has come, so that a batch doesn't pass by all that the ones
   * before it have redacted. What is left behind that, as a transaction failed or an event was
   * sealed late, is looked for from the start once nothing is found any more.
   */
  private final Map<Which, Long> reached = new ConcurrentHashMap<>();

  /** What is redacted: of an agent all, or what its tasks said on a day. */
  private record Which(UUID agentId, @Nullable LocalDate day) {}

  /** An entry that holds text in the clear, with the hash that its row has, right or not. */
  private record Held(LedgerEntry entry, String hash) {}

  /**
   * Redacts some of an agent's entries, in a transaction of genii_sealer.
   *
   * @param day only of what tasks said on it, in UTC; null for all
   * @param at to the microsecond
   * @return how many; 0 where none is left
   */
  int redactSome(
      JdbcClient jdbc, UUID agentId, @Nullable LocalDate day, SigningKey key, Instant at) {
    var held = next(jdbc, new Which(agentId, day));
    held.forEach(each -> say(jdbc, each, key, at));
    if (!held.isEmpty()) {
      var ids = held.stream().map(each -> each.entry().entryId()).toArray();
      jdbc.sql(
              """
              UPDATE ledger_entries e SET details = '{"redacted":"' || r.redacted || '"}'
              FROM ledger_redactions r WHERE r.entry_id = e.entry_id AND e.entry_id = ANY (?)""")
          .param(new SqlArrayValue("uuid", ids))
          .update();
    }
    return held.size();
  }

  private List<Held> next(JdbcClient jdbc, Which which) {
    long after = reached.getOrDefault(which, START);
    var held = held(jdbc, which, after);
    if (held.isEmpty() && after > START) {
      held = held(jdbc, which, START);
    }
    if (held.isEmpty()) {
      reached.remove(which);
    } else {
      reached.put(which, held.getLast().entry().sequence());
    }
    return held;
  }

  private static List<Held> held(JdbcClient jdbc, Which which, long after) {
    return jdbc.sql(
            """
            SELECT e.sequence, e.type, e.event_id, e.details, e.previous_hash, e.created_at, e.hash
            FROM ledger_entries e JOIN sealings s ON s.event_id = e.event_id
            WHERE e.agent_id = :agent AND e.sequence > :after
              AND s.agent_id = :agent AND s.entry_has_text
              AND NOT EXISTS (SELECT FROM ledger_redactions r WHERE r.entry_id = e.entry_id) %s
            ORDER BY e.sequence LIMIT :limit FOR UPDATE OF e\
            """
                .formatted(which.day() == null ? "" : SAID_BY_TASKS))
        .param("day", which.day())
        .param("agent", which.agentId())
        .param("after", after)
        .param("limit", ENTRIES)
        .query(
            (row, n) ->
                new Held(
                    new LedgerEntry(
                        which.agentId(),
                        row.getLong(1),
                        row.getString(2),
                        row.getObject(3, UUID.class),
                        row.getString(4),
                        row.getString(5),
                        row.getObject(6, OffsetDateTime.class).toInstant()),
                    row.getString(7)))
        .list();
  }

  /**
   * First, as the entries' own trigger looks for these rows. Of an entry that is not what its hash
   * says nothing is vouched for: it goes on showing.
   */
  private static void say(JdbcClient jdbc, Held held, SigningKey key, Instant at) {
    var said = Redaction.of(held.entry(), held.hash(), at);
    var isRight = held.entry().hash().equals(held.hash());
    jdbc.sql(
            """
            INSERT INTO ledger_redactions (entry_id, agent_id, entity_id, sequence, hash, redacted,
              redacted_hash, redacted_at, kid, public_key, signature)
            VALUES (?, ?, genii_entity(), ?, ?, ?, ?, ?, ?, ?, ?)""")
        .param(held.entry().entryId())
        .param(said.agentId())
        .param(said.sequence())
        .param(said.hash())
        .param(said.redacted())
        .param(said.redactedHash())
        .param(said.redactedAt().atOffset(ZoneOffset.UTC))
        .param(key.kid())
        .param(key.publicKey())
        .param(isRight ? key.sign(said.text(key.kid(), key.publicKey())) : "")
        .update();
  }

  /**
   * Redacts what was replayed where a record says so that a key of ours has signed, if the entry
   * was what the record says: one of which nothing true is said goes on differing from the live
   * one.
   *
   * @param shadow where a replay has left its tables
   * @param snapshot what the live tables are read in
   */
  static void apply(JdbcClient shadow, JdbcClient snapshot, StorePart part) {
    var sql =
        """
        SELECT r.agent_id, r.sequence, r.hash, r.redacted, r.redacted_hash, r.redacted_at, r.kid,
          k.public_key, r.signature
        FROM (SELECT * FROM ledger_redactions WHERE%s) r
          JOIN checkpoint_keys k ON k.kid = r.kid AND k.public_key = r.public_key
        ORDER BY r.entry_id\
        """
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
    return new Signed(Redaction.of(row), row.getString(7), row.getString(8), row.getString(9));
  }
}
