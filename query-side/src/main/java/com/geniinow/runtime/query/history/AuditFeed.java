package com.geniinow.runtime.query.history;

import com.geniinow.runtime.events.RuntimeEvent;
import com.geniinow.runtime.events.agent.AgentEvent.AgentErased;
import com.geniinow.runtime.events.agent.AgentEvent.DayErased;
import com.geniinow.runtime.events.agent.AgentEvent.DayTextErased;
import com.geniinow.runtime.events.agent.AgentEvent.TextErased;
import com.geniinow.runtime.platform.database.SealedPosition;
import com.geniinow.runtime.query.history.FeedFormat.Act;
import com.geniinow.runtime.query.record.LedgerAct;
import com.geniinow.runtime.query.record.StoredEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import tools.jackson.databind.json.JsonMapper;

/**
 * Everything that has an entry in a ledger, of all agents or of an entity's, in the order of the
 * store: each once, and none left out, from one call to the next. What was redacted in the ledger
 * is so here. Each page is a transaction of its own, so that a slow client holds none open.
 */
final class AuditFeed {
  /** An event may be half a megabyte, and several feeds are read at once. */
  private static final int PAGE = 20;

  private static final String SELECT =
      """
      SELECT global_index, agent_id, event_identifier, aggregate_identifier, type, sequence_number,
        payload_type, payload_revision, payload, meta_data, time_stamp, entity_id
      FROM domain_event_entry
      """;

  private static final String OF_ALL =
      SELECT
          + """
          WHERE global_index > :after AND global_index <= :last
          ORDER BY global_index LIMIT :page""";

  /** By each chain's own index: what others wrote meanwhile is not looked at. */
  private static final String OF_ENTITY =
      SELECT
          + """
          WHERE global_index IN (
            SELECT n.global_index
            FROM (SELECT agent_id FROM agents WHERE entity_id = :entity
              UNION SELECT agent_id FROM budgets WHERE entity_id = :entity) a
              CROSS JOIN LATERAL (
                SELECT e.global_index FROM domain_event_entry e
                WHERE e.agent_id = a.agent_id
                  AND e.global_index > :after AND e.global_index <= :last
                ORDER BY e.global_index LIMIT :page) n
            ORDER BY n.global_index LIMIT :page)
          ORDER BY global_index""";

  /** By the index of lists: entries are as old as what they say. */
  private static final String REDACTED =
      """
      SELECT e.event_id, r.redacted
      FROM unnest(?::uuid[], ?::text[], ?::uuid[]) AS said (agent_id, created_at, event_id)
        JOIN ledger_entries e ON e.agent_id = said.agent_id
          AND e.created_at = CAST(said.created_at AS timestamptz)
          AND e.event_id = said.event_id
        JOIN ledger_redactions r ON r.entry_id = e.entry_id""";

  /** The events of an erasure's parts don't say who wanted it; that one row does. */
  private static final String ASKED =
      "SELECT agent_id, requested_by FROM erasures WHERE agent_id = ANY (?::uuid[])";

  private static final String RUNTIME = "runtime";

  private final JdbcClient jdbc;
  private final StoredEvents events;
  private final JsonMapper json;
  private final SealedPosition positions;

  AuditFeed(JdbcClient jdbc, StoredEvents events, JsonMapper json, SealedPosition positions) {
    this.jdbc = jdbc;
    this.events = events;
    this.json = json;
    this.positions = positions;
  }

  private record Row(EventRow event, UUID entityId) {}

  /** A row as it is read. */
  private record Read(Row row, StoredEvent event) {}

  /**
   * Writes what there is.
   *
   * @param after nothing up to here
   * @param last nothing behind this, which is settled
   * @param entityId of its agents and budget alone; null for all
   */
  void write(long after, long last, @Nullable UUID entityId, FeedFormat format, OutputStream out)
      throws IOException {
    var at = after;
    while (at < last) {
      var rows = page(at, last, entityId);
      var lines = new StringBuilder();
      append(read(rows), format, lines);
      out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
      out.flush();
      if (rows.size() < PAGE) {
        return;
      }
      at = rows.getLast().event().globalIndex();
    }
  }

  private List<Read> read(List<Row> rows) {
    return rows.stream()
        .flatMap(
            row -> events.decode(List.of(row.event())).stream().map(event -> new Read(row, event)))
        .toList();
  }

  private void append(List<Read> page, FeedFormat format, StringBuilder lines) {
    var redacted = redacted(page);
    var asked = asked(page);
    for (var read : page) {
      var event = read.event();
      LedgerAct.of(event, redacted.get(event.eventId()))
          .ifPresent(
              said -> {
                var position = positions.of(read.row().event().globalIndex());
                var details = json.readTree(said.details());
                var by = by(event, said, asked);
                var act = new Act(event, said, by, read.row().entityId(), position, details);
                lines.append(json.writeValueAsString(format.write(act, json))).append('\n');
              });
    }
  }

  /** Who did it, where that is known; what is erased for a retention nobody asked for. */
  private static @Nullable String by(StoredEvent event, LedgerAct said, Map<UUID, String> asked) {
    return switch (event.payload()) {
      case TextErased e -> asked.get(e.agentId());
      case AgentErased e -> asked.get(e.agentId());
      case DayTextErased e -> RUNTIME;
      case DayErased e -> RUNTIME;
      default -> said.by();
    };
  }

  /** Who asked for the erasures that a page tells of, by their agents. */
  private Map<UUID, String> asked(List<Read> page) {
    var erasing =
        page.stream()
            .map(read -> read.event().payload())
            .filter(said -> said instanceof TextErased || said instanceof AgentErased)
            .map(RuntimeEvent::agentId)
            .distinct()
            .toArray();
    Map<UUID, String> asked = new HashMap<>();
    if (erasing.length > 0) {
      jdbc.sql(ASKED)
          .param(new SqlArrayValue("uuid", erasing))
          .query(
              row -> {
                asked.put(row.getObject(1, UUID.class), row.getString(2));
              });
    }
    return asked;
  }

  /** What the details of redacted entries were, by their events: SHA-256 of them. */
  private Map<UUID, String> redacted(List<Read> page) {
    Map<UUID, String> redacted = new HashMap<>();
    if (page.isEmpty()) {
      return redacted;
    }
    jdbc.sql(REDACTED)
        .param(array("uuid", page, event -> event.payload().agentId()))
        .param(array("text", page, AuditFeed::at))
        .param(array("uuid", page, StoredEvent::eventId))
        .query(
            row -> {
              redacted.put(row.getObject(1, UUID.class), row.getString(2));
            });
    return redacted;
  }

  private static String at(StoredEvent event) {
    return event.payload().at().truncatedTo(ChronoUnit.MICROS).toString();
  }

  private static SqlArrayValue array(
      String type, List<Read> page, Function<StoredEvent, Object> value) {
    return new SqlArrayValue(type, page.stream().map(Read::event).map(value).toArray());
  }

  private List<Row> page(long after, long last, @Nullable UUID entityId) {
    var statement = entityId == null ? jdbc.sql(OF_ALL) : jdbc.sql(OF_ENTITY);
    return statement
        .param("after", after)
        .param("last", last)
        .param("entity", entityId)
        .param("page", PAGE)
        .query((row, n) -> new Row(EventRow.of(row, n), row.getObject(12, UUID.class)))
        .list();
  }
}
