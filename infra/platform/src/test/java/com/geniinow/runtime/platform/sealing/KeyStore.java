package com.geniinow.runtime.platform.sealing;

import com.geniinow.runtime.platform.database.ConnectionPools;
import com.geniinow.runtime.platform.database.DatabaseRole;
import com.geniinow.runtime.platform.database.DatabaseSettings;
import com.geniinow.runtime.servers.LocalServers;
import com.github.benmanes.caffeine.cache.Ticker;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * The tables of keys on a real PostgreSQL, and processes that use them by a clock of the test's.
 */
final class KeyStore {
  /** Begins at its noon. */
  static final LocalDate DAY = LocalDate.of(2026, 3, 2);

  private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");
  private static final LocalServers SERVERS = LocalServers.shared();
  private static final ConnectionPools POOLS =
      new ConnectionPools(
          new DatabaseSettings(SERVERS.databaseUrl(), true, "command", "query", "system", 2, 2, 2));

  private final AtomicLong nanos = new AtomicLong();

  static {
    // The schema is there before anything else is asked.
    POOLS.open(DatabaseRole.COMMAND).close();
  }

  /** As a process has it. */
  static HikariDataSource keysPool() {
    return POOLS.openForKeys();
  }

  StoredDataKeys process(MasterKeys masters) {
    return process(keysPool(), masters);
  }

  StoredDataKeys process(DataSource pool, MasterKeys masters) {
    return new StoredDataKeys(pool, masters, clock(), ticker());
  }

  /** The same as a clock that nobody sets. */
  long nanos() {
    return nanos.get();
  }

  /** The time of all processes. */
  Clock clock() {
    InstantSource source = () -> NOON.plusNanos(nanos.get());
    return source.withZone(ZoneOffset.UTC);
  }

  /** Of a server that was restored: its logins get their passwords by a start. */
  static DataSource pool(LocalServers restored) {
    var pools =
        new ConnectionPools(
            new DatabaseSettings(
                restored.databaseUrl(), true, "command", "query", "system", 2, 2, 2));
    return pools.openForKeys();
  }

  static String superuserUrl(LocalServers services) {
    return services
        .superuserJdbcUrl()
        .replaceFirst("jdbc:(postgresql://)(.*)\\?user=(.*)&password=(.*)", "$1$3:$4@$2");
  }

  /** How many tables of a restored server row-level security is forced on. */
  static Long forced(LocalServers restored) {
    return new JdbcTemplate(new DriverManagerDataSource(restored.superuserJdbcUrl()))
        .queryForObject("SELECT count(*) FROM pg_class WHERE relforcerowsecurity", Long.class);
  }

  private Ticker ticker() {
    return nanos::get;
  }

  void goOn(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  static KeyRotation rotation(MasterKeys masters) {
    return new KeyRotation(() -> POOLS.openForLongWork(DatabaseRole.SYSTEM, 1), masters);
  }

  static JdbcTemplate superuser() {
    return new JdbcTemplate(new DriverManagerDataSource(SERVERS.superuserJdbcUrl()));
  }

  /** A database of the same server that nobody has migrated. */
  static DataSource withoutTables() {
    return new DriverManagerDataSource(
        SERVERS.superuserJdbcUrl().replaceFirst("/[^/?]+\\?", "/postgres?"));
  }

  /** One connection of a service's login. */
  static DataSource login(DatabaseRole role) {
    return new DriverManagerDataSource(
        SERVERS.jdbcUrl(), role.login(), role.name().toLowerCase(java.util.Locale.ROOT));
  }

  static MasterKeys masters(int present, Integer... old) {
    return new MasterKeys(master(present), Arrays.stream(old).map(KeyStore::master).toList());
  }

  static MasterKeys none() {
    return new MasterKeys(null, List.of());
  }

  static MasterKey master(int number) {
    var bytes = new byte[32];
    Arrays.fill(bytes, (byte) number);
    return ConfiguredMasterKey.of("a test's", Base64.getEncoder().encodeToString(bytes));
  }

  /** How many keys of an agent are there, its own and those of days. */
  static long alive(UUID agent) {
    var count =
        superuser()
            .queryForObject(
                """
                SELECT (SELECT count(wrapped) FROM sealing_keys.of_agents WHERE agent_id = ?)
                  + (SELECT count(wrapped) FROM sealing_keys.of_days WHERE agent_id = ?)\
                """,
                Long.class,
                agent,
                agent);
    return count == null ? 0 : count;
  }
}
