package com.geniinow.runtime.query.history;

import com.geniinow.runtime.platform.work.DerivedState;
import com.geniinow.runtime.query.record.LedgerEntry;
import com.geniinow.runtime.query.record.Redaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Verifies the records of redactions: each is signed by a key of ours and says what its entry says,
 * and no entry is redacted without one. What the entry said can't be replayed any more.
 */
final class RedactionProof implements DerivedState {
  private static final int PAGE = 200;

  private final JdbcClient jdbc;

  RedactionProof(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public String table() {
    return "ledger_redactions";
  }

  @Override
  public Scope scope() {
    return Scope.TABLES;
  }

  /**
   * A record with its entry as it is now.
   *
   * @param publicKey null where that is no key of ours
   * @param entry null where there is none
   * @param hash that the entry's row has
   */
  private record Row(
      UUID entryId,
      Redaction said,
      String kid,
      @Nullable String publicKey,
      String signature,
      @Nullable LedgerEntry entry,
      @Nullable String hash) {}

  @Override
  public Found verify(@Nullable UUID entityId, Runnable alive) {
    return SignedRows.<Row>verify(
        last -> after(last, entityId),
        Row::entryId,
        row ->
            Optional.ofNullable(fault(row))
                .map(
                    fault ->
                        new Differing(
                            row.entryId(), row.said().agentId(), fault, row.said().redacted())),
        () -> unsaid(entityId),
        alive);
  }

  /** What is wrong with a record; null for nothing. */
  private static @Nullable String fault(Row row) {
    var said = row.said();
    var key = row.publicKey();
    if (key == null || !SigningKey.signed(key, said.text(row.kid(), key), row.signature())) {
      return "it is not signed by a key of ours";
    }
    var entry = row.entry();
    if (entry == null) {
      return "there is no such entry";
    }
    return entry.details().equals(Redaction.details(said.redacted()))
            && entry.agentId().equals(said.agentId())
            && entry.sequence() == said.sequence()
            && said.hash().equals(row.hash())
            && said.redactedHash().equals(entry.hash())
        ? null
        : "its entry says otherwise";
  }

  private List<Row> after(UUID last, @Nullable UUID entityId) {
    return jdbc.sql(
            """
            SELECT r.agent_id, r.sequence, r.hash, r.redacted, r.redacted_hash, r.redacted_at,
              r.entry_id, r.kid, k.public_key, r.signature, e.agent_id, e.sequence, e.type,
              e.event_id, e.details, e.previous_hash, e.created_at, e.hash
            FROM ledger_redactions r
              LEFT JOIN checkpoint_keys k ON k.kid = r.kid AND k.public_key = r.public_key
              LEFT JOIN ledger_entries e ON e.entry_id = r.entry_id
            WHERE r.entry_id > :last
              AND (r.entity_id = CAST(:entity AS uuid) OR CAST(:entity AS uuid) IS NULL)
            ORDER BY r.entry_id LIMIT :page""")
        .param("last", last)
        .param("entity", entityId)
        .param("page", PAGE)
        .query(RedactionProof::row)
        .list();
  }

  private static Row row(ResultSet row, int n) throws SQLException {
    var agent = row.getObject(11, UUID.class);
    var entry =
        agent == null
            ? null
            : new LedgerEntry(
                agent,
                row.getLong(12),
                row.getString(13),
                row.getObject(14, UUID.class),
                row.getString(15),
                row.getString(16),
                row.getObject(17, OffsetDateTime.class).toInstant());
    return new Row(
        row.getObject(7, UUID.class),
        Redaction.of(row),
        row.getString(8),
        row.getString(9),
        row.getString(10),
        entry,
        row.getString(18));
  }

  /** Entries without details of which no record says so. */
  private List<Differing> unsaid(@Nullable UUID entityId) {
    return jdbc.sql(
            """
            SELECT e.entry_id, e.agent_id FROM ledger_entries e
            WHERE e.details LIKE '{"redacted":"%'
              AND (e.entity_id = CAST(:entity AS uuid) OR CAST(:entity AS uuid) IS NULL)
              AND NOT EXISTS (SELECT FROM ledger_redactions r WHERE r.entry_id = e.entry_id)""")
        .param("entity", entityId)
        .query(
            (row, n) ->
                new Differing(
                    row.getObject(1, UUID.class),
                    row.getObject(2, UUID.class),
                    "redacted",
                    "nothing says so"))
        .list();
  }
}
