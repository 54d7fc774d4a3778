package com.geniinow.runtime.query.testing;

import com.geniinow.runtime.platform.database.ConnectionPools;
import com.geniinow.runtime.platform.database.DatabaseRole;
import com.geniinow.runtime.platform.database.DatabaseSettings;
import com.geniinow.runtime.query.view.access.CallerReads;
import com.geniinow.runtime.servers.LocalServers;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The PostgreSQL that this JVM's tests share, with the schema and with the services' own logins.
 */
public final class Database {
  private static final ConnectionPools POOLS =
      new ConnectionPools(
          new DatabaseSettings(
              LocalServers.shared().databaseUrl(), true, "command", "query", "system", 2, 2, 2));
  private static final HikariDataSource COMMAND = POOLS.open(DatabaseRole.COMMAND);
  private static final HikariDataSource QUERY = POOLS.open(DatabaseRole.QUERY);
  private static final HikariDataSource SYSTEM = POOLS.openForLongWork(DatabaseRole.SYSTEM, 4);
  private static final JdbcTemplate SUPERUSER = new JdbcTemplate(superuserPool());

  private Database() {}

  private static HikariDataSource superuserPool() {
    var config = new HikariConfig();
    config.setJdbcUrl(LocalServers.shared().superuserJdbcUrl());
    config.setMaximumPoolSize(2);
    config.setMinimumIdle(0);
    return new HikariDataSource(config);
  }

  /** Past row-level security. */
  public static JdbcTemplate superuser() {
    return SUPERUSER;
  }

  /** One transaction of somebody whom no trigger stops, as one who forges rows. */
  public static void asForger(Consumer<JdbcTemplate> work) {
    new TransactionTemplate(new JdbcTransactionManager(SUPERUSER.getDataSource()))
        .executeWithoutResult(
            status -> {
              SUPERUSER.execute("SET LOCAL session_replication_role = replica");
              work.accept(SUPERUSER);
            });
  }

  /** As the services do their background work: all agents. */
  public static HikariDataSource system() {
    return SYSTEM;
  }

  /** As the services read for their callers. */
  public static CallerReads reads() {
    var transactions = new TransactionTemplate(new JdbcTransactionManager(QUERY));
    transactions.setReadOnly(true);
    return new CallerReads(transactions, JdbcClient.create(QUERY));
  }

  /** One transaction of the login that acts for one agent at a time; no agent is entered yet. */
  public static void asCommand(Consumer<JdbcTemplate> work) {
    new TransactionTemplate(new JdbcTransactionManager(COMMAND))
        .executeWithoutResult(status -> work.accept(new JdbcTemplate(COMMAND)));
  }

  /** The rows of a table that have this id, as {@link #texts}. */
  public static List<Map<String, @Nullable String>> rows(String table, String column, UUID id) {
    return texts(SUPERUSER, "%s WHERE %s = ?".formatted(table, column), id);
  }

  /** Rows by their first column: times as RFC 3339, numbers without trailing zeros. */
  public static List<Map<String, @Nullable String>> texts(
      JdbcOperations jdbc, String from, Object... parameters) {
    return jdbc.query("SELECT * FROM " + from + " ORDER BY 1", Database::texts, parameters);
  }

  private static Map<String, @Nullable String> texts(ResultSet row, int n) throws SQLException {
    var texts = new TreeMap<String, @Nullable String>();
    var columns = row.getMetaData();
    for (var i = 1; i <= columns.getColumnCount(); i++) {
      texts.put(columns.getColumnName(i), text(row, i, columns.getColumnTypeName(i)));
    }
    return texts;
  }

  private static @Nullable String text(ResultSet row, int i, String type) throws SQLException {
    return switch (row.getObject(i)) {
      case null -> null;
      case BigDecimal number -> number.stripTrailingZeros().toPlainString();
      case Boolean flag -> flag.toString();
      default ->
          type.equals("timestamptz")
              ? row.getObject(i, OffsetDateTime.class).toInstant().toString()
              : row.getString(i);
    };
  }
}
