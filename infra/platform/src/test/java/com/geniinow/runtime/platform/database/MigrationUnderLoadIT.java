package com.geniinow.runtime.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * A database in use is migrated while the version before writes to it. The traffic is what that
 * version does in SQL: whatever migrations come, it must go on working and never wait for long.
 */
class MigrationUnderLoadIT {
  /** The first version that could have been in use. */
  private static final int FIRST = 5;

  /** What may be done again where it ended half-way. */
  private static final Pattern BESIDE =
      Pattern.compile(
          "^(set lock_timeout = 0$|drop index concurrently if exists"
              + "|create (unique )?index concurrently) ?");

  private static final int AGENTS = 1_000;

  /** So many that whoever writes all of them anew would keep others waiting for too long. */
  private static final int MANY = 100_000;

  /** Where a lock is what others wait for, not what is done under it. */
  private static final int FEW = 2_000;

  private static final long LONGEST_STALL_MILLIS = 1_000;

  private final ExecutorService writers = Executors.newFixedThreadPool(3);
  private final AtomicBoolean done = new AtomicBoolean();
  private final AtomicLong longest = new AtomicLong();

  /** Of writes to a table that no migration touches: what the machine alone made somebody wait. */
  private final AtomicLong longestElsewhere = new AtomicLong();

  private final AtomicLong writes = new AtomicLong();
  private Cluster cluster;

  /**
   * @param rows of tasks, and of events
   */
  private void aDatabaseInUse(int rows) throws Exception {
    cluster = Cluster.start();
    var known = SchemaVersion.known();
    cluster.migrateTo(Math.min(FIRST, known.get(known.size() - 2)));
    var superuser = cluster.superuser();
    superuser.update(
        """
        INSERT INTO agents (agent_id, entity_id, name, status, metadata, created_at, updated_at)
        SELECT md5('a' || n)::uuid, md5('a' || n)::uuid, 'a' || n, 'active', '{}', now(), now()
        FROM generate_series(0, ?) n""",
        AGENTS - 1);
    superuser.update(
        """
        INSERT INTO agent_tasks (task_id, agent_id, entity_id, type, status, attempts, payload,
          estimated_tokens, estimated_cost_usd, tokens_used, cost_usd, bullmq_job_id, created_at,
          completed_at)
        SELECT gen_random_uuid(), md5('a' || n % ?)::uuid, md5('a' || n % ?)::uuid, 'simulate',
          (ARRAY['completed', 'dead_lettered', 'cancelled'])[1 + n % 3], 1, '{}', 10, 0, 10, 0, '',
          now(), now()
        FROM generate_series(1, ?) n""",
        AGENTS, AGENTS, rows);
    superuser.update(
        """
        INSERT INTO domain_event_entry (aggregate_identifier, sequence_number, type,
          event_identifier, payload_type, payload, time_stamp, agent_id, entity_id)
        SELECT md5('a' || n % ?)::uuid::text, n / ?, 'Agent', gen_random_uuid()::text, 'none',
          '{}', now()::text, md5('a' || n % ?)::uuid, md5('a' || n % ?)::uuid
        FROM generate_series(1, ?) n""",
        AGENTS, AGENTS, AGENTS, AGENTS, rows);
    superuser.execute("CREATE TABLE public.elsewhere (n bigint)");
    superuser.execute("ANALYZE");
  }

  @AfterEach
  void stop() {
    done.set(true);
    writers.shutdownNow();
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void writers_wait_for_less_than_a_second_while_a_database_in_use_is_migrated() throws Exception {
    aDatabaseInUse(MANY);
    var traffic = startTraffic();
    cluster.migrate();
    stopTraffic(traffic);
    assertThatWritersWaitedBriefly();
  }

  /** What holds a table keeps a migration waiting, and would keep all writers waiting behind it. */
  @Test
  void an_open_transaction_holds_up_the_migration_but_no_writer() throws Exception {
    aDatabaseInUse(FEW);
    var open = cluster.superuser().getDataSource().getConnection();
    open.setAutoCommit(false);
    useAllTables(open);
    var traffic = startTraffic();
    Future<?> migration = writers.submit(this::changeABusyTable);
    // Seconds, in which the migration gives up and tries again a few times.
    long before = writes.get();
    await().atMost(Duration.ofMinutes(2)).until(() -> writes.get() > before + 1_000);
    open.rollback();
    open.close();
    migration.get();
    stopTraffic(traffic);
    assertThatWritersWaitedBriefly();
  }

  /** One that gives up half-way leaves an invalid index, so it had better wait. */
  @Test
  void a_script_that_builds_an_index_beside_the_traffic_waits_for_it() throws Exception {
    var scripts =
        new PathMatchingResourcePatternResolver().getResources("classpath*:db/migration/V*.sql");
    assertThat(scripts).isNotEmpty();
    for (var script : scripts) {
      var sql = script.getContentAsString(StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
      if (sql.contains("index concurrently")) {
        assertThat(sql).as(script.getFilename()).contains("set lock_timeout = 0");
        // It runs without a transaction, so whatever else it did would stay when it ends half-way.
        assertThat(sql.replaceAll("--[^\n]*", "").split(";"))
            .as(script.getFilename())
            .allMatch(s -> s.isBlank() || BESIDE.matcher(s.strip()).find());
      }
    }
  }

  /** A migration of the test's own, so that it always has something to wait for. */
  private void changeABusyTable() {
    var flyway =
        SchemaMigrator.flyway(cluster.settings(true).parsedUrl())
            .locations("classpath:db/migration", "classpath:db/busy")
            .load();
    SchemaMigrator.insisting(flyway::migrate);
  }

  /** What a transaction holds that has written to them. */
  private void useAllTables(Connection open) throws Exception {
    var tables =
        cluster
            .superuser()
            .queryForList(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public'", String.class);
    tables.removeAll(List.of("flyway_schema_history", "elsewhere"));
    try (var statement = open.createStatement()) {
      statement.execute("LOCK TABLE " + String.join(", ", tables) + " IN ROW EXCLUSIVE MODE");
    }
  }

  private List<Future<?>> startTraffic() {
    var traffic =
        List.<Future<?>>of(writers.submit(this::write), writers.submit(this::writeElsewhere));
    await().atMost(Duration.ofMinutes(1)).until(() -> writes.get() > 20);
    return traffic;
  }

  private void stopTraffic(List<Future<?>> traffic) throws Exception {
    long before = writes.get();
    await().atMost(Duration.ofMinutes(1)).until(() -> writes.get() > before + 20);
    done.set(true);
    for (Future<?> writer : traffic) {
      writer.get(); // throws what a write threw
    }
  }

  /** One submission after the other, as the command side's login. */
  private Void write() throws Exception {
    var source = cluster.as(DatabaseRole.COMMAND).getDataSource();
    try (var connection = source.getConnection()) {
      connection.setAutoCommit(false);
      for (int n = 0; !done.get(); n++) {
        long begun = System.nanoTime();
        submit(connection, n % AGENTS);
        longest.accumulateAndGet((System.nanoTime() - begun) / 1_000_000, Math::max);
        writes.incrementAndGet();
      }
    }
    return null;
  }

  private Void writeElsewhere() throws Exception {
    try (var connection = cluster.superuser().getDataSource().getConnection();
        var statement = connection.createStatement()) {
      while (!done.get()) {
        long begun = System.nanoTime();
        statement.execute("INSERT INTO public.elsewhere VALUES (1)");
        longestElsewhere.accumulateAndGet((System.nanoTime() - begun) / 1_000_000, Math::max);
      }
    }
    return null;
  }

  private void assertThatWritersWaitedBriefly() {
    assertThat(longest.get() - longestElsewhere.get())
        .as("ms more than where nothing is migrated, %s", longestElsewhere)
        .isLessThan(LONGEST_STALL_MILLIS);
  }

  private static void submit(Connection connection, int agent) throws Exception {
    try (var statement = connection.createStatement()) {
      statement.execute(
          """
          SELECT genii_enter(md5('a%1$d')::uuid, md5('q%1$d')::uuid, md5('a%1$d')::uuid)"""
              .formatted(agent));
      statement.execute(
          """
          INSERT INTO domain_event_entry (aggregate_identifier, sequence_number, type,
            event_identifier, payload_type, payload, time_stamp)
          VALUES (gen_random_uuid()::text, 0, 'Agent', gen_random_uuid()::text, 'none', '{}',
            now()::text)""");
      statement.execute(
          """
          INSERT INTO agent_tasks (task_id, agent_id, entity_id, type, status, attempts, payload,
            estimated_tokens, estimated_cost_usd, tokens_used, cost_usd, bullmq_job_id, created_at)
          VALUES (gen_random_uuid(), md5('a%1$d')::uuid, md5('a%1$d')::uuid, 'simulate', 'queued',
            0, '{}', 10, 0, 0, 0, '', now())"""
              .formatted(agent));
      statement.execute(
          "UPDATE agents SET updated_at = now() WHERE agent_id = md5('a%d')::uuid"
              .formatted(agent));
      connection.commit();
    }
  }
}
