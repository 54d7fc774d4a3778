package com.geniinow.runtime.query.history;

import com.geniinow.runtime.platform.sealing.SealedPayload;
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
  private final SealedPayload sealed;

  StoredEvents(Serializer serializer, EventUpcaster upcasters, SealedPayload sealed) {
    this.serializer = serializer;
    this.upcasters = upcasters;
    this.sealed = sealed;
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

  /** A row as it was before it was sealed, in whatever revision it is. */
  EventView view(EventRow row) {
    var isSealed = SealedPayload.isSealed(row.metaData());
    return EventView.of(row, isSealed ? sealed.open(row.eventId(), row.payload()) : row.payload());
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
