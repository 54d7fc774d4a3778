package com.geniinow.runtime.command.store;

import com.geniinow.runtime.platform.work.DerivedState;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.axonframework.common.caching.Cache;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.eventsourcing.EventCountSnapshotTriggerDefinition;
import org.axonframework.eventsourcing.SnapshotTriggerDefinition;
import org.axonframework.eventsourcing.Snapshotter;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.annotation.HandlerDefinition;
import org.axonframework.messaging.annotation.ParameterResolverFactory;
import org.axonframework.spring.eventsourcing.SpringAggregateSnapshotter;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the aggregates' repositories share: cache and snapshots. */
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
  DerivedState snapshotProof(
      @Qualifier(StoreConfiguration.SYSTEM) JdbcClient system,
      @Qualifier(StoreConfiguration.SYSTEM) EventStore systemEventStore,
      @Lazy ParameterResolverFactory parameters,
      @Lazy HandlerDefinition handlers) {
    return new SnapshotProof(system, systemEventStore, parameters, handlers);
  }

  @Bean
  SnapshotTriggerDefinition snapshotTrigger(Snapshotter snapshotter) {
    return new EventCountSnapshotTriggerDefinition(snapshotter, EVENTS_PER_SNAPSHOT);
  }

  @Bean
  AggregateRepositories aggregateRepositories(
      EventStore events,
      Cache cache,
      @Lazy SnapshotTriggerDefinition trigger,
      @Lazy ParameterResolverFactory parameters,
      @Lazy HandlerDefinition handlers) {
    return new AggregateRepositories(events, cache, trigger, parameters, handlers);
  }
}
