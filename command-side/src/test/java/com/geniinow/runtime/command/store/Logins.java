package com.geniinow.runtime.command.store;

import com.geniinow.runtime.servers.LocalServers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;

/** Logs in past the service, as somebody who got hold of a role's password would. */
final class Logins {
  /** The services' roles with their passwords in tests. */
  static final Map<String, String> SERVICES =
      Map.of("genii_command", "command", "genii_query", "query", "genii_system", "system");

  private Logins() {}

  /** A connection in a transaction that is never committed. */
  static Connection as(String role) throws SQLException {
    var services = LocalServers.shared();
    var connection =
        switch (role) {
          case "superuser" -> DriverManager.getConnection(services.superuserJdbcUrl());
          case "owner" ->
              DriverManager.getConnection(services.jdbcUrl(), services.user(), services.password());
          default -> DriverManager.getConnection(services.jdbcUrl(), role, SERVICES.get(role));
        };
    connection.setAutoCommit(false);
    return connection;
  }

  /** Sets what row-level security looks at, as long as the transaction lasts. */
  static void actFor(Connection connection, String role, String agentId, String entityId)
      throws SQLException {
    try (var settings =
        connection.prepareStatement(
            """
            SELECT set_config('genii.role', ?, true), set_config('genii.agent_id', ?, true),
              set_config('genii.entity_id', ?, true)""")) {
      settings.setString(1, role);
      settings.setString(2, agentId);
      settings.setString(3, entityId);
      settings.execute();
    }
  }

  /** How many rows a table shows; none where the role may not even look. */
  static long visible(Connection connection, String table) throws SQLException {
    var before = connection.setSavepoint();
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT count(*) FROM " + table)) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      if (!"42501".equals(e.getSQLState())) {
        throw e;
      }
      connection.rollback(before);
      return 0;
    }
  }

  /** How many rows a statement changes; none where the role may not. */
  static int changed(Connection connection, String sql) throws SQLException {
    var before = connection.setSavepoint();
    try (var statement = connection.createStatement()) {
      return statement.executeUpdate(sql);
    } catch (SQLException e) {
      if (!"42501".equals(e.getSQLState())) {
        throw e;
      }
      return 0;
    } finally {
      connection.rollback(before);
    }
  }

  /** The SQL state and message that a statement fails with; empty when it works. */
  static String refusal(Connection connection, String sql) throws SQLException {
    var before = connection.setSavepoint();
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
      return "";
    } catch (SQLException e) {
      return e.getSQLState() + " " + e.getMessage();
    } finally {
      connection.rollback(before);
    }
  }
}
