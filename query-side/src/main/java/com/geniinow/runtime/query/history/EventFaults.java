package com.geniinow.runtime.query.history;

import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.query.record.StoredEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What is wrong with the rows of events themselves, whatever was made of them: a stream with a gap,
 * a row in another agent's name, an event that can't be read or that nothing before it allows.
 */
final class EventFaults {
  static final String TABLE = "domain_event_entry";
  private static final int SHOWN = 20;
  private static final UUID NOBODY = new UUID(0, 0);

  private final List<Drift> drift = new ArrayList<>();
  private long found;

  /** Looks at whose rows events were read from. */
  void check(List<EventRow> rows, List<StoredEvent> events) {
    for (var n = 0; n < Math.min(rows.size(), events.size()); n++) {
      var row = rows.get(n);
      var agent = events.get(n).payload().agentId();
      if (rows.size() == events.size() && !agent.equals(row.agentId())) {
        add(row, "agent_id", row.agentId().toString(), agent.toString());
      }
    }
  }

  /** Notes where the store can't be replayed any further. */
  void endsAt(UnreplayableException end) {
    add(end.row(), "payload", end.row().payload(), "nothing: " + end.getMessage());
  }

  /**
   * Looks at each stream: it begins at 0, has no gap, is in the order of the store, and is in the
   * name of the agent's entity. The first fault of a stream counts.
   */
  void checkStreams(JdbcClient snapshot, StorePart part) {
    part.sql(
            snapshot,
            """
            SELECT DISTINCT ON (s.aggregate_identifier) s.event_identifier, s.agent_id,
              CASE WHEN s.sequence_number <> s.expected THEN 'sequence_number'
                WHEN s.global_index < s.before THEN 'global_index' ELSE 'entity_id' END,
              CASE WHEN s.sequence_number <> s.expected THEN s.sequence_number::text
                WHEN s.global_index < s.before THEN s.global_index::text ELSE s.entity_id::text END,
              CASE WHEN s.sequence_number <> s.expected THEN s.expected::text
                WHEN s.global_index < s.before THEN 'after ' || s.before
                ELSE s.of_agent::text END
            FROM (SELECT e.event_identifier, e.aggregate_identifier, e.agent_id, e.entity_id,
                e.sequence_number, e.global_index, coalesce(a.entity_id, p.id, b.entity_id) AS of_agent,
                row_number() OVER stream - 1 AS expected, lag(e.global_index) OVER stream AS before
              FROM domain_event_entry e LEFT JOIN agents a ON a.agent_id = e.agent_id
                LEFT JOIN (SELECT :platform::uuid AS id) p ON p.id = e.agent_id
                LEFT JOIN budgets b ON b.agent_id = e.agent_id
              WHERE%s
              WINDOW stream AS (PARTITION BY e.aggregate_identifier ORDER BY e.sequence_number)) s
            WHERE s.sequence_number <> s.expected OR s.global_index < s.before
              OR s.entity_id IS DISTINCT FROM s.of_agent
            ORDER BY s.aggregate_identifier, s.sequence_number"""
                .formatted(part.ofEvents()))
        .param("platform", Ids.PLATFORM)
        .query(
            row -> {
              add(
                  id(row.getString(1)),
                  row.getObject(2, UUID.class),
                  row.getString(3),
                  row.getString(4),
                  row.getString(5));
            });
  }

  /** How many there are among so many events. */
  Comparison.Counts counts(long events) {
    return new Comparison.Counts(events, found);
  }

  List<Drift> drift() {
    return drift;
  }

  private void add(EventRow row, String column, String live, String replayed) {
    add(id(row.eventId()), row.agentId(), column, live, replayed);
  }

  private void add(UUID event, UUID agent, String column, String live, String replayed) {
    found++;
    if (drift.size() < SHOWN) {
      var values = Drift.Values.of(live, replayed);
      drift.add(new Drift(TABLE, event, agent, "changed", Map.of(column, values)));
    }
  }

  private static UUID id(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      return NOBODY;
    }
  }
}
