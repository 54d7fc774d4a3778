package com.geniinow.runtime.command.store;

import java.util.List;
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

  /** The aggregate as its events up to this one left it. */
  Object at(Class<?> type, String id, long sequence) {
    var upTo = events.readEvents(id, 0).asStream().filter(e -> e.getSequenceNumber() <= sequence);
    return createSnapshot(type, id, DomainEventStream.of(upTo)).getPayload();
  }

  @Override
  protected AggregateFactory<?> getAggregateFactory(Class<?> type) {
    return new GenericAggregateFactory<>(type);
  }
}
