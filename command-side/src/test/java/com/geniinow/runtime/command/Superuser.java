package com.geniinow.runtime.command;

import com.geniinow.runtime.services.LocalServices;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** PostgreSQL as its superuser sees it: past row-level security. */
public final class Superuser {
  private static final JdbcTemplate JDBC =
      new JdbcTemplate(new DriverManagerDataSource(LocalServices.shared().superuserJdbcUrl()));

  private Superuser() {}

  /** Each statement has a connection of its own and is committed at once. */
  public static JdbcTemplate jdbc() {
    return JDBC;
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
    var rows = new TreeMap<String, Long>();
    for (var table : tablesOfAgents()) {
      long count = count("SELECT count(*) FROM " + table + " WHERE agent_id = ?", agentId);
      if (count > 0) {
        rows.put(table, count);
      }
    }
    return rows;
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
