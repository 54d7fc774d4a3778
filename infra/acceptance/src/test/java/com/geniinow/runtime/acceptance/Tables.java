package com.geniinow.runtime.acceptance;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** A look at the tables as PostgreSQL's superuser, and faults injected into them. */
final class Tables {
  static final List<String> OF_RECORD =
      List.of("domain_event_entry", "agents", "agent_quotas", "ledger_entries", "system_events");

  /** How many rows of an agent each table of record holds; tables without any are left out. */
  Map<String, Long> rowsOf(UUID agentId) {
    Map<String, Long> counts = new TreeMap<>();
    for (var table : OF_RECORD) {
      run(
          connection -> {
            try (var count =
                connection.prepareStatement(
                    "SELECT count(*) FROM " + table + " WHERE agent_id = ?")) {
              count.setObject(1, agentId);
              try (var row = count.executeQuery()) {
                row.next();
                if (row.getLong(1) > 0) {
                  counts.put(table, row.getLong(1));
                }
              }
            }
          });
    }
    return counts;
  }

  /** Runs a PL/pgSQL statement after each insert of the agent's into a table, until closed. */
  Fault onInsertFor(UUID agentId, String table, String statement) {
    var name = "fault_" + agentId.toString().replace('-', '_');
    sql(
        "CREATE FUNCTION %s() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN %s; RETURN NULL; END $$"
            .formatted(name, statement));
    sql(
        "CREATE TRIGGER %s AFTER INSERT ON %s FOR EACH ROW WHEN (NEW.agent_id = '%s') EXECUTE FUNCTION %s()"
            .formatted(name, table, agentId, name));
    return () -> sql("DROP FUNCTION %s() CASCADE".formatted(name));
  }

  private static void sql(String statement) {
    run(
        connection -> {
          try (var s = connection.createStatement()) {
            s.execute(statement);
          }
        });
  }

  private static void run(Work work) {
    var url = RunningSystem.get().services().superuserJdbcUrl();
    try (var connection = DriverManager.getConnection(url)) {
      work.on(connection);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  interface Fault extends AutoCloseable {
    @Override
    void close();
  }

  private interface Work {
    void on(Connection connection) throws SQLException;
  }
}
