package com.geniinow.runtime.platform.sealing;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The tables of keys. Each call is a transaction of its own, which waits for no other's locks but
 * those of the same agent's keys: so it may be made in the middle of any other transaction.
 */
final class KeyTables {
  private static final String ENTER =
      "SELECT set_config('genii.role', 'keys', true), set_config('genii.agent_id', ?, true)";

  /** Of keys; that of the agent's line, which a caller may hold, has seed 0. */
  private static final String LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(?, 1))";

  private static final String FIND =
      """
      SELECT a.wrapped, a.master_id, d.wrapped,
        a.destroyed_at IS NOT NULL OR d.destroyed_at IS NOT NULL OR coalesce(x.through >= ?, false)
      FROM (SELECT CAST(? AS uuid) AS agent_id) me
      LEFT JOIN sealing_keys.of_agents a ON a.agent_id = me.agent_id
      LEFT JOIN sealing_keys.of_days d ON d.agent_id = me.agent_id AND d.day = ?
      LEFT JOIN sealing_keys.destroyed x ON x.agent_id = me.agent_id\
      """;

  private static final String ADD_AGENT =
      """
      INSERT INTO sealing_keys.of_agents (agent_id, wrapped, master_id, made_at)
      VALUES (?, ?, ?, clock_timestamp()) ON CONFLICT DO NOTHING\
      """;

  private static final String ADD_DAY =
      """
      INSERT INTO sealing_keys.of_days (agent_id, day, wrapped, made_at)
      VALUES (?, ?, ?, clock_timestamp()) ON CONFLICT DO NOTHING\
      """;

  private static final String LIST =
      """
      INSERT INTO sealing_keys.destroyed AS x (agent_id, through, destroyed_at)
      VALUES (?, ?, clock_timestamp()) ON CONFLICT (agent_id) DO UPDATE
      SET through = excluded.through, destroyed_at = excluded.destroyed_at
      WHERE x.through < excluded.through\
      """;

  private static final String GONE =
      """
      SET wrapped = NULL, destroyed_at = clock_timestamp(),
        fingerprint = left(encode(sha256(wrapped), 'hex'), 16)
      WHERE wrapped IS NOT NULL AND agent_id = ?\
      """;

  private static final String LATELY =
      """
      SELECT agent_id, through FROM sealing_keys.destroyed
      WHERE destroyed_at > clock_timestamp() - make_interval(secs => ?)\
      """;

  private final DataSource source;

  KeyTables(DataSource source) {
    this.source = source;
  }

  /**
   * What is stored of an agent's day.
   *
   * @param ofAgent null where there is no key of the agent
   * @param masterId what that is wrapped under
   * @param ofDay null where there is no key of the day
   * @param destroyed whether there was one, or may be none any more
   */
  record Stored(
      byte @Nullable [] ofAgent,
      @Nullable String masterId,
      byte @Nullable [] ofDay,
      boolean destroyed) {}

  Stored find(UUID agent, LocalDate day) {
    return enter(agent, connection -> find(connection, agent, day));
  }

  /** Leaves a key that is there already, and says what is stored then. */
  Stored addAgent(UUID agent, LocalDate day, byte[] wrapped, String masterId) {
    return add(agent, day, ADD_AGENT, agent, wrapped, masterId);
  }

  /** Leaves a key that is there already, and says what is stored then. */
  Stored addDay(UUID agent, LocalDate day, byte[] wrapped) {
    return add(agent, day, ADD_DAY, agent, day, wrapped);
  }

  /** Whoever destroys has the same lock: what is found here stays so until the end. */
  private Stored add(UUID agent, LocalDate day, String insert, Object... values) {
    return alone(
        agent,
        connection -> {
          var before = find(connection, agent, day);
          if (before.destroyed()) {
            return before;
          }
          update(connection, insert, values);
          return find(connection, agent, day);
        });
  }

  /** Destroys all keys of an agent; the fingerprints of all that it ever had. */
  List<String> destroyAgent(UUID agent) {
    return alone(
        agent,
        connection -> {
          update(connection, LIST, agent, LocalDate.MAX);
          update(connection, "UPDATE sealing_keys.of_agents " + GONE, agent);
          update(connection, "UPDATE sealing_keys.of_days " + GONE, agent);
          return fingerprints(
              connection,
              """
              SELECT fingerprint FROM (
                SELECT NULL::date AS day, fingerprint FROM sealing_keys.of_agents WHERE agent_id = ?
                UNION ALL
                SELECT day, fingerprint FROM sealing_keys.of_days WHERE agent_id = ?) keys
              WHERE fingerprint IS NOT NULL ORDER BY day NULLS FIRST\
              """,
              agent,
              agent);
        });
  }

  /** Destroys an agent's keys of these days; the fingerprints of all that they had. */
  List<String> destroyDays(UUID agent, LocalDate through) {
    return alone(
        agent,
        connection -> {
          update(connection, LIST, agent, through);
          update(
              connection, "UPDATE sealing_keys.of_days " + GONE + " AND day <= ?", agent, through);
          return fingerprints(
              connection,
              """
              SELECT fingerprint FROM sealing_keys.of_days
              WHERE agent_id = ? AND day <= ? AND fingerprint IS NOT NULL ORDER BY day\
              """,
              agent,
              through);
        });
  }

  /** Through which day keys of which agents were destroyed within this time. */
  Map<UUID, LocalDate> destroyedWithin(Duration time) {
    return enter(
        new UUID(0, 0),
        connection -> {
          Map<UUID, LocalDate> gone = new HashMap<>();
          try (var query = connection.prepareStatement(LATELY)) {
            query.setDouble(1, time.toMillis() / 1e3);
            try (var rows = query.executeQuery()) {
              while (rows.next()) {
                gone.put(rows.getObject(1, UUID.class), rows.getObject(2, LocalDate.class));
              }
            }
          }
          return gone;
        });
  }

  private static Stored find(Connection connection, UUID agent, LocalDate day) throws SQLException {
    try (var query = connection.prepareStatement(FIND)) {
      query.setObject(1, day);
      query.setObject(2, agent);
      query.setObject(3, day);
      try (var row = query.executeQuery()) {
        row.next();
        return new Stored(row.getBytes(1), row.getString(2), row.getBytes(3), row.getBoolean(4));
      }
    }
  }

  private static List<String> fingerprints(Connection connection, String sql, Object... values)
      throws SQLException {
    List<String> all = new ArrayList<>();
    try (var query = connection.prepareStatement(sql)) {
      fill(query, values);
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          all.add(rows.getString(1));
        }
      }
    }
    return List.copyOf(all);
  }

  private static void update(Connection connection, String sql, Object... values)
      throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      fill(statement, values);
      statement.executeUpdate();
    }
  }

  private static void fill(java.sql.PreparedStatement statement, Object... values)
      throws SQLException {
    for (var i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
  }

  @FunctionalInterface
  private interface Work<T> {
    T in(Connection connection) throws SQLException;
  }

  /** With the agent's keys to itself. */
  private <T> T alone(UUID agent, Work<T> work) {
    return enter(
        agent,
        connection -> {
          ask(connection, LOCK, agent);
          return work.in(connection);
        });
  }

  private <T> T enter(UUID agent, Work<T> work) {
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
      throw new KeysUnavailableException("the tables of keys can't be used", e);
    }
  }

  private static void ask(Connection connection, String sql, UUID agent) throws SQLException {
    try (var query = connection.prepareStatement(sql)) {
      query.setString(1, agent.toString());
      query.execute();
    }
  }
}
