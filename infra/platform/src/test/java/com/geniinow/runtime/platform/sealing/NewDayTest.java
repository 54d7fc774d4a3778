package com.geniinow.runtime.platform.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.platform.database.DatabaseRole;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** All agents need another key at once: at the turn of the day. */
class NewDayTest {
  /** The default pool of commands. */
  private static final int COMMANDS = 12;

  private static final Duration SOON = Duration.ofSeconds(30);

  private final KeyStore store = new KeyStore();
  private final Counted pool = new Counted();
  private final StoredDataKeys keys = store.process(pool, KeyStore.masters(1));

  /** The real pool, and how often somebody took a connection of it. */
  private static final class Counted extends DelegatingDataSource implements AutoCloseable {
    private final AtomicInteger taken = new AtomicInteger();
    private final HikariDataSource real;

    Counted() {
      this(KeyStore.keysPool());
    }

    private Counted(HikariDataSource real) {
      super(real);
      this.real = real;
    }

    @Override
    public Connection getConnection() throws SQLException {
      taken.incrementAndGet();
      return super.getConnection();
    }

    @Override
    public void close() {
      real.close();
    }
  }

  @AfterEach
  void close() throws Exception {
    keys.close();
  }

  @Test
  void a_hundred_agents_at_once_beside_the_pool_of_commands_ask_once_each() throws Exception {
    var agents = Stream.generate(UUID::randomUUID).limit(100).toList();
    agents.forEach(agent -> keys.of(agent, KeyStore.DAY));
    pool.taken.set(0);
    long began = System.nanoTime();

    try (var commands = commands()) {
      atOnce(agents, agent -> sealed(commands, agent));
    }

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
    assertThat(pool.taken).as("round trips").hasValue(agents.size());
    assertThat(agents).allMatch(agent -> KeyStore.alive(agent) == 3);
  }

  /** As a command does it: with a connection of its own, and what all commands share. */
  private void sealed(HikariDataSource commands, UUID agent) throws SQLException {
    try (var connection = commands.getConnection();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("SELECT pg_advisory_xact_lock_shared(hashtextextended('a new day', 0))");
      keys.of(agent, KeyStore.DAY.plusDays(1));
      connection.commit();
    }
  }

  @Test
  void a_process_that_has_just_been_started_asks_once_for_a_key_that_is_there() throws Exception {
    var agent = UUID.randomUUID();
    keys.of(agent, KeyStore.DAY);
    try (var counted = new Counted();
        var other = store.process(counted, KeyStore.masters(1))) {
      assertThat(other.of(agent, KeyStore.DAY)).isEqualTo(keys.of(agent, KeyStore.DAY));
      assertThat(counted.taken).hasValue(1);
    }
  }

  @Test
  void in_the_last_hour_tomorrow_s_key_is_made_and_at_midnight_it_is_at_hand() {
    var agent = UUID.randomUUID();
    var tomorrow = KeyStore.DAY.plusDays(1);
    keys.of(agent, KeyStore.DAY);
    assertThat(KeyStore.alive(agent)).as("at noon").isEqualTo(2);

    store.goOn(Duration.ofHours(11).plusMinutes(30));
    keys.of(agent, KeyStore.DAY);
    await().atMost(SOON).until(() -> KeyStore.alive(agent) == 3);
    assertThat(keys.find(agent, tomorrow)).isPresent();

    store.goOn(Duration.ofHours(1));
    pool.taken.set(0);
    keys.of(agent, tomorrow);
    assertThat(pool.taken).as("whether anything was destroyed").hasValue(1);
  }

  @Test
  void for_another_day_than_this_nothing_is_made_ahead() {
    var agent = UUID.randomUUID();
    var noted = new AtomicInteger();
    store.goOn(Duration.ofHours(11).plusMinutes(30));
    try (var ahead = new KeysAhead(store.clock(), () -> 0, (id, day) -> noted.incrementAndGet())) {
      ahead.sealed(agent, KeyStore.DAY.minusDays(1));
      ahead.sealed(agent, KeyStore.DAY.plusDays(1));
      assertThat(noted).hasValue(0);
      ahead.sealed(agent, KeyStore.DAY);
      ahead.sealed(agent, KeyStore.DAY);
      await().atMost(SOON).until(() -> noted.get() == 1);
    }
  }

  private static HikariDataSource commands() {
    var commands = new HikariDataSource();
    commands.setDataSource(KeyStore.login(DatabaseRole.COMMAND));
    commands.setMaximumPoolSize(COMMANDS);
    return commands;
  }

  private interface Work {
    void of(UUID agent) throws SQLException;
  }

  private static void atOnce(List<UUID> agents, Work work) throws Exception {
    var gate = new CountDownLatch(1);
    List<Future<?>> running = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var agent : agents) {
        running.add(
            threads.submit(
                () -> {
                  gate.await();
                  work.of(agent);
                  return agent;
                }));
      }
      gate.countDown();
      for (var one : running) {
        one.get();
      }
    }
  }
}
