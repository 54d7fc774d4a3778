package com.geniinow.runtime.platform.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/** Makes the bounded pool of connections of one role. */
public final class ConnectionPools {
  /**
   * How long a caller waits for a connection before it is told that the database is unavailable.
   */
  public static final Duration WAIT = Duration.ofSeconds(3);

  /** No statement of a service runs longer; backstop against a stuck transaction. */
  public static final Duration STATEMENT_LIMIT = Duration.ofSeconds(15);

  /** Longest wait for the agent's lock or a row's. */
  public static final Duration LOCK_LIMIT = Duration.ofSeconds(5);

  /** A key is asked for once an agent, day and process. */
  private static final int KEY_CONNECTIONS = 2;

  /** The same for work that goes through a whole table. */
  public static final Duration LONG_STATEMENT_LIMIT = Duration.ofMinutes(30);

  private final DatabaseSettings settings;
  private final Seal seal;
  private final List<HikariDataSource> opened = new CopyOnWriteArrayList<>();

  /** Brings the schema up to date first, where this process is to do that. */
  public ConnectionPools(DatabaseSettings settings) {
    this.settings = settings;
    this.seal = new Seal(() -> settings.password(DatabaseRole.COMMAND));
    if (settings.migrate()) {
      new SchemaMigrator(settings).migrate();
    }
  }

  /**
   * A new pool; the caller closes it.
   *
   * @throws IllegalStateException naming the setting that is missing, or when the schema is older
   *     than this process needs
   */
  public HikariDataSource open(DatabaseRole role) {
    var config = configure(role, STATEMENT_LIMIT, LOCK_LIMIT.multipliedBy(6));
    config.setMaximumPoolSize(settings.poolSize(role));
    // Background work has nobody waiting: its loops are slowed down by the wait, and so is their
    // log.
    var pool =
        role == DatabaseRole.SYSTEM ? new HikariDataSource(config) : new FailFastPool(config);
    if (opened.isEmpty() && !settings.migrate()) {
      requireSchema(pool);
    }
    opened.add(pool);
    return pool;
  }

  /**
   * A pool for work that goes through whole tables and that nobody waits for; it holds no
   * connection while there is none. The caller closes it.
   *
   * @param size most connections
   */
  public HikariDataSource openForLongWork(DatabaseRole role, int size) {
    return openForLongWork(role, size, "long");
  }

  /**
   * The same beside another one.
   *
   * @param size most connections
   * @param name what metrics tell it by, behind the login
   */
  public HikariDataSource openForLongWork(DatabaseRole role, int size, String name) {
    var config = configure(role, LONG_STATEMENT_LIMIT, LONG_STATEMENT_LIMIT);
    config.setPoolName(role.login() + "-" + name);
    config.setMaximumPoolSize(size);
    config.setMinimumIdle(0);
    config.setIdleTimeout(10_000);
    config.setInitializationFailTimeout(-1);
    return new HikariDataSource(config);
  }

  /**
   * A pool beside the others for the keys that agents' text is sealed under, so that whoever holds
   * a connection may ask for a key: of the login for commands, the only one that may. It holds no
   * connection while there is nothing to ask. The caller closes it.
   */
  public HikariDataSource openForKeys() {
    var config = configure(DatabaseRole.COMMAND, LOCK_LIMIT, LOCK_LIMIT);
    config.setPoolName(DatabaseRole.COMMAND.login() + "-keys");
    config.setMaximumPoolSize(KEY_CONNECTIONS);
    config.setMinimumIdle(0);
    config.setIdleTimeout(60_000);
    config.setInitializationFailTimeout(-1);
    return new FailFastPool(config);
  }

  /** What marks rows that only the services themselves can have written. */
  public Seal seal() {
    return seal;
  }

  private HikariConfig configure(DatabaseRole role, Duration statementLimit, Duration idleLimit) {
    var config = new HikariConfig();
    config.setPoolName(role.login());
    config.setJdbcUrl(settings.parsedUrl().jdbcUrl());
    config.setUsername(role.login());
    config.setPassword(settings.password(role));
    config.setConnectionTimeout(WAIT.toMillis());
    config.setInitializationFailTimeout(10_000);
    config.setReadOnly(role == DatabaseRole.QUERY);
    config.addDataSourceProperty("reWriteBatchedInserts", "true");
    config.addDataSourceProperty("ApplicationName", role.login());
    config.addDataSourceProperty("tcpKeepAlive", "true");
    // Or a failed statement would be logged with its values: what agents sent is not for the log.
    config.addDataSourceProperty("logServerErrorDetail", "false");
    config.addDataSourceProperty("connectTimeout", WAIT.toSeconds());
    config.addDataSourceProperty("socketTimeout", statementLimit.plusSeconds(5).toSeconds());
    config.setConnectionInitSql(
        String.format(
            Locale.ROOT,
            "%s; SET statement_timeout = %d; SET lock_timeout = %d;"
                + " SET idle_in_transaction_session_timeout = %d",
            role.planning(),
            statementLimit.toMillis(),
            LOCK_LIMIT.toMillis(),
            idleLimit.toMillis()));
    return config;
  }

  private static void requireSchema(HikariDataSource pool) {
    try {
      SchemaVersion.require(pool);
    } catch (IllegalStateException e) {
      pool.close();
      throw e;
    }
  }

  /** The pools that requests and background work use, in the order in which they were opened. */
  List<HikariDataSource> opened() {
    return List.copyOf(opened);
  }
}
