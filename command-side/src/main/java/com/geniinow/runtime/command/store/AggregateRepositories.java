package com.geniinow.runtime.command.store;

import org.axonframework.common.caching.Cache;
import org.axonframework.common.lock.NullLockFactory;
import org.axonframework.eventsourcing.EventSourcingRepository;
import org.axonframework.eventsourcing.SnapshotTriggerDefinition;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.annotation.HandlerDefinition;
import org.axonframework.messaging.annotation.ParameterResolverFactory;
import org.axonframework.modelling.command.Repository;

/**
 * Makes repositories that are cached, always current and take snapshots. Each feature declares that
 * of its own aggregate, so that the store knows none of them.
 */
public final class AggregateRepositories {
  private final EventStore events;
  private final Cache cache;
  private final SnapshotTriggerDefinition trigger;
  private final ParameterResolverFactory parameters;
  private final HandlerDefinition handlers;

  AggregateRepositories(
      EventStore events,
      Cache cache,
      SnapshotTriggerDefinition trigger,
      ParameterResolverFactory parameters,
      HandlerDefinition handlers) {
    this.events = events;
    this.cache = cache;
    this.trigger = trigger;
    this.parameters = parameters;
    this.handlers = handlers;
  }

  /** The repository of one kind of aggregate. */
  public <T> Repository<T> of(Class<T> type) {
    return new FreshRepository<>(
        EventSourcingRepository.builder(type)
            .eventStore(events)
            .snapshotTriggerDefinition(trigger)
            .parameterResolverFactory(parameters)
            .handlerDefinition(handlers)
            // The agent's permit and advisory lock already serialise everything it does.
            .lockFactory(NullLockFactory.INSTANCE),
        cache);
  }
}
