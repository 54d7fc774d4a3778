package com.geniinow.runtime.platform.sealing;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Transactions that work with the keys of one agent. They wait for no locks but those of the same
 * agent's keys: so one may be made in the middle of any other transaction.
 */
final class KeyTransactions {
  private static final String ENTER =
      "SELECT set_config('genii.role', 'keys', true), set_config('genii.agent_id', ?, true)";

  /** Of keys; that of the agent's line, which a caller may hold, has seed 0. */
  private static final String LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(?, 1))";

  private final DataSource source;

  KeyTransactions(DataSource source) {
    this.source = source;
  }

  /** What is done in one. */
  @FunctionalInterface
  interface Work<T> {
    T in(Connection connection) throws SQLException;
  }

  /** What the row of a statement says. */
  @FunctionalInterface
  interface Reading<T> {
    T of(ResultSet row) throws SQLException;
  }

  /**
   * One statement of one row, which says itself whose keys it is about: it is the transaction.
   *
   * @throws KeysUnavailableException when it can't be done
   */
  <T> T once(String sql, Reading<T> reading, Object... values) {
    try (var connection = source.getConnection();
        var query = connection.prepareStatement(sql)) {
      fill(query, values);
      try (var row = query.executeQuery()) {
        row.next();
        return reading.of(row);
      }
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  private static KeysUnavailableException unavailable(SQLException e) {
    return new KeysUnavailableException("the tables of keys can't be used", e);
  }

  /**
   * With the agent's keys to itself.
   *
   * @throws KeysUnavailableException when it can't be done
   */
  <T> T alone(UUID agent, Work<T> work) {
    return in(
        agent,
        connection -> {
          ask(connection, LOCK, agent);
          return work.in(connection);
        });
  }

  /**
   * Beside others.
   *
   * @throws KeysUnavailableException when it can't be done
   */
  <T> T in(UUID agent, Work<T> work) {
    try (var connection = source.getConnection()) {
      connection.setAutoCommit(false);
      try {
        ask(connection, ENTER, agent);
        var result = work.in(connection);
        connection.commit();
        return result;
      } catch (SQLException | RuntimeException e) {
        connection.rollback();
        throw e;
      }
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  private static void ask(Connection connection, String sql, UUID agent) throws SQLException {
    try (var query = connection.prepareStatement(sql)) {
      query.setString(1, agent.toString());
      query.execute();
    }
  }

  static void update(Connection connection, String sql, Object... values) throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      fill(statement, values);
      statement.executeUpdate();
    }
  }

  static void fill(PreparedStatement statement, Object... values) throws SQLException {
    for (var i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
  }
}
