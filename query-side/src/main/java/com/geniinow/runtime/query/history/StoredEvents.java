package com.geniinow.runtime.query.history;

import com.geniinow.runtime.query.record.StoredEvent;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.axonframework.eventsourcing.EventStreamUtils;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.upcasting.event.EventUpcaster;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads events as the event store does, old revisions through the same upcasters. */
final class StoredEvents {
  private final Serializer serializer;
  private final EventUpcaster upcasters;

  StoredEvents(Serializer serializer, EventUpcaster upcasters) {
    this.serializer = serializer;
    this.upcasters = upcasters;
  }

  /** Turns rows into what happened. */
  List<StoredEvent> decode(List<EventRow> rows) {
    var payloads = rows.stream().collect(Collectors.toMap(EventRow::eventId, EventRow::payload));
    return EventStreamUtils.asStream(
            EventStreamUtils.upcastAndDeserializeDomainEvents(
                rows.stream().map(EventRow::entry), serializer, upcasters))
        .<StoredEvent>map(
            event ->
                StoredEvent.of(
                    event, () -> Objects.requireNonNull(payloads.get(event.getIdentifier()))))
        .toList();
  }

  /**
   * The next rows of one agent. Nothing is ever committed behind them: the agent's lock makes the
   * order of its events that of their commits.
   */
  static List<EventRow> after(JdbcClient jdbc, UUID agentId, long globalIndex, int limit) {
    return jdbc.sql(
            EventRow.SELECT
                + "WHERE agent_id = ? AND global_index > ? ORDER BY global_index LIMIT ?")
        .param(agentId)
        .param(globalIndex)
        .param(limit)
        .query(EventRow::of)
        .list();
  }
}
