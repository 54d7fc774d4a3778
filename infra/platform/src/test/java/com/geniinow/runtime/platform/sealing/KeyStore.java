package com.geniinow.runtime.platform.sealing;

import com.geniinow.runtime.platform.database.ConnectionPools;
import com.geniinow.runtime.platform.database.DatabaseRole;
import com.geniinow.runtime.platform.database.DatabaseSettings;
import com.geniinow.runtime.servers.LocalServers;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
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
  private static final LocalServers SERVERS = LocalServers.shared();
  private static final ConnectionPools POOLS = pools("command");

  private final AtomicLong nanos = new AtomicLong();

  static {
    // The schema is there before anything else is asked.
    POOLS.open(DatabaseRole.COMMAND).close();
  }

  private static ConnectionPools pools(String command) {
    return new ConnectionPools(
        new DatabaseSettings(
            SERVERS.databaseUrl(), !command.isEmpty(), command, "query", "system", 2, 2, 2));
  }

  /** One that makes keys. */
  StoredDataKeys process(MasterKeys masters) {
    return new StoredDataKeys(POOLS.openForKeys(), masters, ticker());
  }

  /** One that has the login for reading alone. */
  StoredDataKeys reader(MasterKeys masters) {
    return new StoredDataKeys(pools("").openForKeys(), masters, ticker());
  }

  StoredDataKeys process(DataSource pool, MasterKeys masters) {
    return new StoredDataKeys(pool, masters, ticker());
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
