package com.geniinow.runtime.command.store;

import com.geniinow.runtime.command.line.Conflicts;
import com.geniinow.runtime.platform.database.ConnectionPools;
import com.geniinow.runtime.platform.database.DatabaseRole;
import com.geniinow.runtime.platform.database.LateWrites;
import com.geniinow.runtime.platform.sealing.DataKeys;
import com.geniinow.runtime.platform.sealing.NoDataKeys;
import com.geniinow.runtime.platform.sealing.SealedPayload;
import com.geniinow.runtime.platform.sealing.SealedState;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.axonframework.common.jdbc.PersistenceExceptionResolver;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.eventsourcing.eventstore.jdbc.JdbcEventStorageEngine;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.upcasting.event.EventUpcaster;
import org.axonframework.serialization.upcasting.event.EventUpcasterChain;
import org.axonframework.spring.jdbc.SpringDataSourceConnectionProvider;
import org.axonframework.spring.messaging.unitofwork.SpringTransactionManager;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * The event store, twice over the same tables: commands append and load as {@code genii_command},
 * which sees one agent; what works in the background reads as {@code genii_system}, which sees all
 * (under a tenant's settings a processor would skip events without a word).
 */
@org.springframework.context.annotation.Configuration(proxyBeanMethods = false)
public class StoreConfiguration {
  /** Events and snapshots are read in pages of this many. */
  static final int BATCH = 100;

  /** Qualifies what belongs to background work. */
  public static final String SYSTEM = "system";

  @Bean
  @Primary
  HikariDataSource commandDataSource(ConnectionPools pools) {
    return pools.open(DatabaseRole.COMMAND);
  }

  @Bean(defaultCandidate = false)
  @Qualifier(SYSTEM) HikariDataSource systemDataSource(ConnectionPools pools) {
    return pools.open(DatabaseRole.SYSTEM);
  }

  @Bean(defaultCandidate = false)
  @Qualifier(SYSTEM) JdbcClient systemJdbc(@Qualifier(SYSTEM) DataSource systemDataSource) {
    return JdbcClient.create(systemDataSource);
  }

  @Bean(defaultCandidate = false)
  @Qualifier(SYSTEM) TransactionManager systemTransactions(@Qualifier(SYSTEM) DataSource systemDataSource) {
    return new SpringTransactionManager(new JdbcTransactionManager(systemDataSource));
  }

  /** All three, or Axon falls back to XStream for the one that was forgotten. */
  @Bean
  @Primary
  Serializer serializer() {
    return EventJson.serializer();
  }

  /** The one place where events are sealed and opened; without keys nothing is sealed. */
  @Bean
  SealedPayload sealedPayload(ObjectProvider<DataKeys> keys) {
    return new SealedPayload(keys.getIfAvailable(NoDataKeys::new));
  }

  /** The same for what is kept of agents to start from. */
  @Bean
  SealedState sealedState(ObjectProvider<DataKeys> keys) {
    return new SealedState(keys.getIfAvailable(NoDataKeys::new));
  }

  /** Before all others, which see events as they were before they were sealed. */
  @Bean
  @Order(Ordered.HIGHEST_PRECEDENCE)
  EventUpcaster openingUpcaster(SealedPayload payloads) {
    return new OpeningUpcaster(payloads);
  }

  @Bean
  LatelySealed latelySealed(SealedPayload payloads) {
    return new LatelySealed(payloads);
  }

  @Bean
  PersistenceExceptionResolver duplicateKeys() {
    return failure -> {
      var sql = Conflicts.find(failure, SQLException.class);
      return sql != null && "23505".equals(sql.getSQLState());
    };
  }

  @Bean
  SealedSnapshots sealedSnapshots(ConnectionPools pools) {
    return new SealedSnapshots(pools.seal());
  }

  @Bean
  EventStorageEngine eventStorageEngine(
      DataSource commandDataSource,
      TransactionManager transactions,
      Serializer serializer,
      PersistenceExceptionResolver duplicateKeys,
      SealedSnapshots snapshots,
      ObjectProvider<EventUpcaster> upcasters,
      LateWrites late) {
    return new CommandEventStorage(
        builder(commandDataSource, transactions, serializer, duplicateKeys, chain(upcasters))
            .snapshotFilter(snapshots),
        late);
  }

  @Bean
  @Primary
  EventStore eventStore(
      EventStorageEngine eventStorageEngine,
      @Qualifier(SYSTEM) SystemEventStore systemEventStore,
      EventFeed feed,
      SealedPayload payloads,
      LatelySealed lately) {
    var store =
        new CommandEventStore(
            eventStorageEngine,
            () -> {
              systemEventStore.expect();
              feed.expect();
            });
    store.registerDispatchInterceptor(new SealedEvents(payloads, lately));
    return store;
  }

  @Bean
  EventPages eventPages(Serializer serializer, ObjectProvider<EventUpcaster> upcasters) {
    return new EventPages(
        serializer, opening(upcasters, new OpeningUpcaster(SealedPayload.blank())));
  }

  /** The same chain, in which sealed events are opened by another one. */
  private static EventUpcasterChain opening(
      ObjectProvider<EventUpcaster> upcasters, OpeningUpcaster other) {
    return new EventUpcasterChain(
        upcasters
            .orderedStream()
            .map(each -> each instanceof OpeningUpcaster ? other : each)
            .toList());
  }

  @Bean(destroyMethod = "close")
  EventFeed eventFeed(EventPages pages, @Qualifier(SYSTEM) JdbcClient systemJdbc) {
    return new EventFeed(pages, systemJdbc);
  }

  @Bean(defaultCandidate = false, destroyMethod = "shutDown")
  @Qualifier(SYSTEM) SystemEventStore systemEventStore(
      @Qualifier(SYSTEM) DataSource systemDataSource,
      @Qualifier(SYSTEM) TransactionManager systemTransactions,
      Serializer serializer,
      PersistenceExceptionResolver duplicateKeys,
      SealedSnapshots snapshots,
      ObjectProvider<EventUpcaster> upcasters,
      SealedPayload payloads,
      LatelySealed lately) {
    return new SystemEventStore(
        systemEngine(
            systemDataSource,
            systemTransactions,
            serializer,
            duplicateKeys,
            snapshots,
            opening(upcasters, new OpeningUpcaster(payloads, lately))));
  }

  /** Old revisions are read through all of them, in the order of their {@code @Order}. */
  private static EventUpcaster chain(ObjectProvider<EventUpcaster> upcasters) {
    return new EventUpcasterChain(upcasters.orderedStream().toList());
  }

  /** What streaming processors read from. */
  static SystemEventStorage systemEngine(
      DataSource source,
      TransactionManager transactions,
      Serializer serializer,
      PersistenceExceptionResolver duplicateKeys,
      SealedSnapshots snapshots,
      EventUpcaster upcasters) {
    return new SystemEventStorage(
        builder(source, transactions, serializer, duplicateKeys, upcasters)
            .snapshotFilter(snapshots),
        transactions,
        snapshots,
        source);
  }

  private static JdbcEventStorageEngine.Builder builder(
      DataSource dataSource,
      TransactionManager transactions,
      Serializer serializer,
      PersistenceExceptionResolver duplicateKeys,
      EventUpcaster upcasters) {
    return JdbcEventStorageEngine.builder()
        .connectionProvider(new SpringDataSourceConnectionProvider(dataSource))
        .transactionManager(transactions)
        .eventSerializer(serializer)
        .snapshotSerializer(serializer)
        .upcasterChain(upcasters)
        .persistenceExceptionResolver(duplicateKeys)
        .schema(StoreTables.EVENTS)
        .dataType(String.class)
        .batchSize(BATCH)
        // Axon's default reads on until a page is empty: twice the queries for every load.
        .finalAggregateBatchPredicate(page -> page.size() < BATCH);
  }
}
