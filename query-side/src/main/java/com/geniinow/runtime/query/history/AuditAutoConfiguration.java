package com.geniinow.runtime.query.history;

import com.geniinow.runtime.platform.database.ConnectionPools;
import com.geniinow.runtime.platform.database.DatabaseAutoConfiguration;
import com.geniinow.runtime.platform.database.DatabaseRole;
import com.geniinow.runtime.platform.sealing.SealedPayload;
import com.geniinow.runtime.platform.sealing.SealedState;
import com.geniinow.runtime.platform.setting.Bounds;
import com.geniinow.runtime.platform.storage.LockedBucket;
import com.geniinow.runtime.platform.storage.ObjectStore;
import com.geniinow.runtime.platform.work.Chore;
import com.geniinow.runtime.platform.work.DerivedState;
import com.geniinow.runtime.platform.work.TextOfBefore;
import com.geniinow.runtime.query.view.quota.QuotaDisplay;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.UUID;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.upcasting.event.EventUpcaster;
import org.axonframework.serialization.upcasting.event.EventUpcasterChain;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** The audit, in a process that has the system's login: events of all agents are read with it. */
@AutoConfiguration(
    after = DatabaseAutoConfiguration.class,
    afterName = "org.axonframework.springboot.autoconfig.AxonAutoConfiguration")
@ConditionalOnProperty(AuditAutoConfiguration.SYSTEM_LOGIN)
public class AuditAutoConfiguration {
  /** Set where the system's login is. */
  static final String SYSTEM_LOGIN = "genii.database.system-password";

  static final String AUDIT = "audit";

  /**
   * Two of a run, one that says how far it is, two that seal what was stored before, the rest for
   * questions about the past.
   */
  private static final int CONNECTIONS = 8;

  /** Agents whose histories are cut in one turn. */
  private static final int AGENTS_PER_TURN = 200;

  /** Not more often: what it asks no index answers, and mostly on a connection made for it. */
  private static final Duration CUT_EVERY = Duration.ofMinutes(1);

  @Bean(defaultCandidate = false)
  @Qualifier(AUDIT) HikariDataSource auditDataSource(ConnectionPools pools) {
    return pools.openForLongWork(DatabaseRole.SYSTEM, CONNECTIONS);
  }

  @Bean(defaultCandidate = false)
  @Qualifier(AUDIT) JdbcClient auditJdbc(@Qualifier(AUDIT) DataSource auditDataSource) {
    return JdbcClient.create(auditDataSource);
  }

  /** The same upcasters as the event store's, in the same order. */
  @Bean
  StoredEvents storedEvents(
      Serializer serializer, ObjectProvider<EventUpcaster> upcasters, SealedPayload sealed) {
    return new StoredEvents(
        serializer, new EventUpcasterChain(upcasters.orderedStream().toList()), sealed);
  }

  @Bean
  AuditRunTable auditRuns(@Qualifier(AUDIT) JdbcClient auditJdbc, Clock clock) {
    return new AuditRunTable(auditJdbc, clock);
  }

  @Bean
  StoreAudit storeAudit(
      @Qualifier(AUDIT) HikariDataSource auditDataSource,
      StoredEvents events,
      AuditRunTable runs,
      Supplier<UUID> ids,
      ObjectProvider<DerivedState> derived,
      ObjectProvider<QuotaDisplay> display) {
    return new StoreAudit(
        auditDataSource,
        events,
        runs,
        ids,
        derived.orderedStream().toList(),
        agent -> display.ifAvailable(shown -> shown.changed(agent)));
  }

  @Bean
  AsOfCheckpoints asOfCheckpoints(
      @Qualifier(AUDIT) JdbcClient auditJdbc,
      JsonMapper json,
      ConnectionPools pools,
      SealedState states) {
    return new AsOfCheckpoints(auditJdbc, json, pools.seal(), states);
  }

  @Bean
  DerivedState asOfProof(
      @Qualifier(AUDIT) JdbcClient auditJdbc, StoredEvents events, AsOfCheckpoints checkpoints) {
    return new AsOfProof(events, checkpoints, auditJdbc);
  }

  @Bean
  Past past(
      @Qualifier(AUDIT) JdbcClient auditJdbc,
      StoredEvents events,
      AsOfCheckpoints checkpoints,
      JsonMapper json,
      Clock clock) {
    var history = new History(events, checkpoints, auditJdbc);
    return new Past(history, events, auditJdbc, json, clock);
  }

  /** Cuts long histories before somebody asks about them. */
  @Bean
  Chore historyCheckpoints(
      @Qualifier(AUDIT) JdbcClient auditJdbc,
      StoredEvents events,
      AsOfCheckpoints checkpoints,
      Clock clock) {
    var history = new History(events, checkpoints, auditJdbc);
    var unhurried = new Unhurried();
    return new Chore(
        "audit-checkpoints",
        CUT_EVERY,
        () ->
            unhurried.each(
                checkpoints.behind(AGENTS_PER_TURN),
                agent -> history.asOf(agent, clock.instant())));
  }

  /** One that is configured, or else one that is made of the password of genii_command. */
  @Bean
  SigningKey checkpointKey(
      ConnectionPools pools, @Value("${genii.ledger.checkpoint-key:}") String key) {
    return key.isBlank()
        ? SigningKey.ofSeed(HexFormat.of().parseHex(pools.seal().of("checkpoint key")))
        : SigningKey.of(key);
  }

  @Bean
  CheckpointKeysTable checkpointKeys(
      @Qualifier(AUDIT) JdbcClient auditJdbc, SigningKey checkpointKey, Clock clock) {
    return new CheckpointKeysTable(auditJdbc, checkpointKey, clock);
  }

  /** What seals events of before; it works only where it is called. */
  @Bean
  TextOfBefore textOfBefore(
      @Qualifier(AUDIT) HikariDataSource auditDataSource,
      StoredEvents events,
      SealedPayload sealed,
      CheckpointKeysTable keys,
      JsonMapper json,
      Clock clock) {
    var sealing = new EventSealing(events, sealed, json);
    return new EventSealer(auditDataSource, sealing, new LedgerRedactions(), keys, clock);
  }

  @Bean
  DerivedState sealingProof(
      @Qualifier(AUDIT) JdbcClient auditJdbc, SealedPayload sealed, JsonMapper json) {
    return new SealingProof(auditJdbc, sealed, json);
  }

  @Bean
  DerivedState redactionProof(@Qualifier(AUDIT) JdbcClient auditJdbc) {
    return new RedactionProof(auditJdbc);
  }

  @Bean
  DerivedState fileProof(
      @Qualifier(AUDIT) JdbcClient auditJdbc, ObjectProvider<ObjectStore> store) {
    return new FileProof(auditJdbc, store.getIfAvailable());
  }

  @Bean
  DerivedState memoryProof(
      @Qualifier(AUDIT) HikariDataSource auditDataSource, StoredEvents events) {
    return new MemoryProof(auditDataSource, events);
  }

  /** Of a process without an object store nobody knows what is kept there. */
  @Bean
  DerivedState checkpointProof(
      @Qualifier(AUDIT) HikariDataSource auditDataSource,
      ObjectProvider<ObjectStore> store,
      ObjectProvider<LockedBucket> locked) {
    return new CheckpointProof(auditDataSource, store.getIfAvailable(), locked.getIfAvailable());
  }

  /** Where there is something to keep them in: the object store. */
  @Bean
  Chore ledgerCheckpoints(
      @Qualifier(AUDIT) HikariDataSource auditDataSource,
      ObjectProvider<ObjectStore> store,
      ObjectProvider<LockedBucket> locked,
      CheckpointKeysTable keys,
      Clock clock,
      @Value("${genii.ledger.checkpoint-minutes:60}") long minutes) {
    Bounds.whole("GENII_LEDGER_CHECKPOINT_MINUTES", minutes, 1, Duration.ofDays(31).toMinutes());
    return new Chore(
        "ledger-checkpoints",
        Duration.ofMinutes(minutes),
        () ->
            store.ifAvailable(
                kept ->
                    new LedgerCheckpoints(
                            auditDataSource, kept, locked.getIfAvailable(), keys, clock)
                        .take()));
  }
}
