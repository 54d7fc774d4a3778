package com.geniinow.runtime.command.store;

import java.util.List;
import java.util.Optional;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventsourcing.AggregateFactory;
import org.axonframework.eventsourcing.AggregateSnapshotter;
import org.axonframework.eventsourcing.GenericAggregateFactory;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.annotation.HandlerDefinition;
import org.axonframework.messaging.annotation.ParameterResolverFactory;

/** Takes a snapshot as the snapshotter does, as of any event, and keeps it nowhere. */
final class SnapshotReplay extends AggregateSnapshotter {
  private final EventStore events;

  SnapshotReplay(
      EventStore events, ParameterResolverFactory parameters, HandlerDefinition handlers) {
    super(
        builder()
            .eventStore(events)
            .parameterResolverFactory(parameters)
            .handlerDefinition(handlers)
            .aggregateFactories(List.of()));
    this.events = events;
  }

  /**
   * The aggregate as its events up to this one left it; empty where there is no such event. They
   * are read a page at a time.
   *
   * @param alive is called with each event; it throws when the run is to end
   */
  Optional<Object> at(Class<?> type, String id, long sequence, Runnable alive) {
    var upTo =
        events
            .readEvents(id, 0)
            .asStream()
            .<DomainEventMessage<?>>map(event -> event)
            .takeWhile(event -> event.getSequenceNumber() <= sequence)
            .peek(event -> alive.run());
    var stream = DomainEventStream.of(upTo);
    if (!stream.hasNext()) {
      return Optional.empty();
    }
    var snapshot = createSnapshot(type, id, stream);
    return snapshot == null || snapshot.getSequenceNumber() != sequence
        ? Optional.empty()
        : Optional.of(snapshot.getPayload());
  }

  @Override
  protected AggregateFactory<?> getAggregateFactory(Class<?> type) {
    return new GenericAggregateFactory<>(type);
  }
}
