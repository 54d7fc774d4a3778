package com.geniinow.runtime.command;

import com.geniinow.runtime.servers.LocalServers;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** PostgreSQL as its superuser sees it: past row-level security. */
public final class Superuser {
  private static final HikariDataSource SOURCE = pool();
  private static final JdbcTemplate JDBC = new JdbcTemplate(SOURCE);

  private Superuser() {}

  private static HikariDataSource pool() {
    var config = new HikariConfig();
    config.setPoolName("superuser");
    config.setJdbcUrl(LocalServers.shared().superuserJdbcUrl());
    config.setMaximumPoolSize(4);
    config.setMinimumIdle(0);
    return new HikariDataSource(config);
  }

  /** Each statement is committed at once, but in a snapshot. */
  public static JdbcTemplate jdbc() {
    return JDBC;
  }

  /** Reads everything as it was at one moment, while the service goes on. */
  public static void inOneSnapshot(Runnable reads) {
    var transaction = new TransactionTemplate(new JdbcTransactionManager(SOURCE));
    transaction.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    transaction.setReadOnly(true);
    transaction.executeWithoutResult(status -> reads.run());
  }

  /** Every table that holds agents' data, whichever migration made it. */
  public static List<String> tablesOfAgents() {
    return JDBC.queryForList(
        """
        SELECT c.table_name FROM information_schema.columns c
        JOIN information_schema.tables t USING (table_schema, table_name)
        WHERE c.table_schema = 'public' AND c.column_name = 'agent_id'
          AND t.table_type = 'BASE TABLE' ORDER BY c.table_name""",
        String.class);
  }

  /** How many rows each of those tables has of this agent; tables without any are left out. */
  public static Map<String, Long> rowsOf(UUID agentId) {
    var tables = tablesOfAgents();
    var counts =
        tables.stream()
            .map("SELECT '%1$s', count(*) FROM %1$s WHERE agent_id = ?"::formatted)
            .collect(Collectors.joining(" UNION ALL "));
    var rows = new TreeMap<String, Long>();
    JDBC.query(
        counts,
        row -> {
          if (row.getLong(2) > 0) {
            rows.put(row.getString(1), row.getLong(2));
          }
        },
        Collections.nCopies(tables.size(), agentId).toArray());
    return rows;
  }

  /** Takes all of an agent out of the store, past what refuses that. */
  public static void forget(UUID agentId) {
    ConnectionCallback<Void> run =
        connection -> {
          try (var statement = connection.createStatement()) {
            statement.execute("SET session_replication_role = 'replica'");
            for (var table : tablesOfAgents()) {
              statement.execute("DELETE FROM %s WHERE agent_id = '%s'".formatted(table, agentId));
            }
            statement.execute("RESET session_replication_role");
          }
          return null;
        };
    JDBC.execute(run);
  }

  /** The number that a query answers. */
  public static long count(String sql, Object... parameters) {
    var count = JDBC.queryForObject(sql, Long.class, parameters);
    if (count == null) {
      throw new AssertionError(sql + " answered null");
    }
    return count;
  }
}
