package com.geniinow.runtime.query.history;

import com.geniinow.runtime.platform.sealing.BrokenSealException;
import com.geniinow.runtime.platform.sealing.SealedPayload;
import com.geniinow.runtime.platform.work.DerivedState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Verifies the events that were stored clear and are sealed since: each is what its signed row in
 * sealings says, whether its keys are there or not, opens to what it was where they are, and has
 * such a row.
 */
final class SealingProof implements DerivedState {
  /** Rows in memory at once; an event may be half a megabyte. */
  private static final int PAGE = 50;

  private final JdbcClient jdbc;
  private final SealedPayload payloads;
  private final JsonMapper json;

  SealingProof(JdbcClient jdbc, SealedPayload payloads, JsonMapper json) {
    this.jdbc = jdbc;
    this.payloads = payloads;
    this.json = json;
  }

  @Override
  public String table() {
    return "sealings";
  }

  @Override
  public Scope scope() {
    return Scope.TABLES;
  }

  /**
   * A row of sealings with its event's.
   *
   * @param publicKey of who is said to have signed; null where that is no key of ours
   * @param payload null where there is no such event
   */
  private record Row(
      Sealing said,
      @Nullable String publicKey,
      String signature,
      @Nullable String payload,
      @Nullable String metaData) {}

  @Override
  public Found verify(@Nullable UUID entityId, Runnable alive) {
    return SignedRows.<Row>verify(
        last -> after(last, entityId),
        row -> row.said().eventId(),
        row ->
            Optional.ofNullable(fault(row))
                .map(
                    fault ->
                        new Differing(
                            row.said().eventId(),
                            row.said().agentId(),
                            fault,
                            row.said().content())),
        () -> unsaid(entityId),
        alive);
  }

  /** What is wrong with an event; null for nothing. */
  private @Nullable String fault(Row row) {
    var said = row.said();
    var payload = row.payload();
    if (row.publicKey() == null
        || !SigningKey.signed(row.publicKey(), said.text(), row.signature())) {
      return "its row is not signed by a key of ours";
    }
    if (payload == null) {
      return "there is no such event";
    }
    try {
      if (!said.content().equals(mark(row.metaData()))) {
        return "its meta data say otherwise";
      }
      if (!said.commitments().equals(EventSealing.commitments(payload))) {
        return "what it says in the clear is another";
      }
      var opened = payloads.openWhole(said.eventId().toString(), payload);
      return opened.isPresent() && !said.content().equals(EventSealing.sha256(opened.get()))
          ? "it opens to something else"
          : null;
    } catch (JacksonException | BrokenSealException | ClassCastException e) {
      return "it can't be read: " + e.getMessage();
    }
  }

  private @Nullable String mark(@Nullable String metaData) {
    if (metaData == null) {
      return null;
    }
    var said = json.readTree(metaData).path(SealedPayload.SEALED);
    return said.isString() ? said.stringValue() : null;
  }

  private List<Row> after(UUID last, @Nullable UUID entityId) {
    return jdbc.sql(
            """
            SELECT s.event_id, s.agent_id, s.content_after, s.commitments, s.sealed_at,
              k.public_key, s.signature, e.payload, e.meta_data
            FROM sealings s LEFT JOIN checkpoint_keys k ON k.kid = s.kid
              LEFT JOIN domain_event_entry e
                ON e.event_identifier = s.event_id::text AND e.agent_id = s.agent_id
            WHERE s.event_id > :last
              AND (s.entity_id = CAST(:entity AS uuid) OR CAST(:entity AS uuid) IS NULL)
            ORDER BY s.event_id LIMIT :page""")
        .param("last", last)
        .param("entity", entityId)
        .param("page", PAGE)
        .query(SealingProof::row)
        .list();
  }

  private static Row row(ResultSet row, int n) throws SQLException {
    var said =
        new Sealing(
            row.getObject(1, UUID.class),
            row.getObject(2, UUID.class),
            row.getString(3),
            row.getString(4),
            row.getObject(5, OffsetDateTime.class).toInstant());
    return new Row(said, row.getString(6), row.getString(7), row.getString(8), row.getString(9));
  }

  /** Events that say that they were sealed since, and of which no row says so. */
  private List<Differing> unsaid(@Nullable UUID entityId) {
    return jdbc.sql(
            """
            SELECT e.event_identifier, e.agent_id FROM domain_event_entry e
            WHERE e.meta_data LIKE '%"sealed":"%'
              AND (e.entity_id = CAST(:entity AS uuid) OR CAST(:entity AS uuid) IS NULL)
              AND NOT EXISTS (SELECT FROM sealings s
                WHERE s.event_id::text = e.event_identifier)""")
        .param("entity", entityId)
        .query(
            (row, n) -> {
              var agent = row.getObject(2, UUID.class);
              var key = id(row.getString(1), agent);
              return new Differing(key, agent, "sealed", "nothing says so");
            })
        .list();
  }

  private static UUID id(String text, UUID otherwise) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      return otherwise;
    }
  }
}
