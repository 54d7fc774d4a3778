package com.geniinow.runtime.command.store;

import com.geniinow.runtime.command.agent.Agent;
import com.geniinow.runtime.command.quota.Quota;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.axonframework.common.caching.Cache;
import org.axonframework.common.lock.NullLockFactory;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.eventsourcing.EventCountSnapshotTriggerDefinition;
import org.axonframework.eventsourcing.EventSourcingRepository;
import org.axonframework.eventsourcing.SnapshotTriggerDefinition;
import org.axonframework.eventsourcing.Snapshotter;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.annotation.HandlerDefinition;
import org.axonframework.messaging.annotation.ParameterResolverFactory;
import org.axonframework.modelling.command.Repository;
import org.axonframework.spring.eventsourcing.SpringAggregateSnapshotter;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/** The two aggregates' repositories, cached and with snapshots. */
@Configuration(proxyBeanMethods = false)
public class RepositoryConfiguration {
  /** An aggregate is loaded from at most this many events beyond its snapshot, and some. */
  static final int EVENTS_PER_SNAPSHOT = 100;

  /** Aggregates kept in memory; about 2 kB each when idle. */
  static final int CACHED_AGGREGATES = 20_000;

  @Bean
  Cache aggregateCache() {
    return new AggregateCache(CACHED_AGGREGATES);
  }

  /** Snapshots are taken behind the command's back, by one thread, with the system's login. */
  @Bean(destroyMethod = "shutdown")
  ExecutorService snapshotExecutor() {
    return Executors.newSingleThreadExecutor(
        Thread.ofPlatform().name("snapshots").daemon().factory());
  }

  @Bean
  Snapshotter snapshotter(
      @Qualifier(StoreConfiguration.SYSTEM) EventStore systemEventStore,
      @Qualifier(StoreConfiguration.SYSTEM) TransactionManager systemTransactions,
      ExecutorService snapshotExecutor,
      @Lazy ParameterResolverFactory parameters,
      @Lazy HandlerDefinition handlers) {
    return SpringAggregateSnapshotter.builder()
        .eventStore(systemEventStore)
        .transactionManager(systemTransactions)
        .executor(snapshotExecutor)
        .parameterResolverFactory(parameters)
        .handlerDefinition(handlers)
        .build();
  }

  @Bean
  SnapshotTriggerDefinition snapshotTrigger(Snapshotter snapshotter) {
    return new EventCountSnapshotTriggerDefinition(snapshotter, EVENTS_PER_SNAPSHOT);
  }

  @Bean
  Repository<Agent> agentRepository(
      EventStore events,
      Cache cache,
      @Lazy SnapshotTriggerDefinition trigger,
      @Lazy ParameterResolverFactory parameters,
      @Lazy HandlerDefinition handlers) {
    return repository(Agent.class, events, cache, trigger, parameters, handlers);
  }

  @Bean
  Repository<Quota> quotaRepository(
      EventStore events,
      Cache cache,
      @Lazy SnapshotTriggerDefinition trigger,
      @Lazy ParameterResolverFactory parameters,
      @Lazy HandlerDefinition handlers) {
    return repository(Quota.class, events, cache, trigger, parameters, handlers);
  }

  private static <T> Repository<T> repository(
      Class<T> type,
      EventStore events,
      Cache cache,
      SnapshotTriggerDefinition trigger,
      ParameterResolverFactory parameters,
      HandlerDefinition handlers) {
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
