package com.geniinow.runtime.platform.sealing;

import static com.geniinow.runtime.platform.sealing.KeyTransactions.fill;
import static com.geniinow.runtime.platform.sealing.KeyTransactions.update;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The tables of keys: what is there, and what is added. Each call is a transaction of its own. */
final class KeyTables {
  private static final String FIND =
      """
      SELECT a.wrapped, a.master_id, d.wrapped,
        a.destroyed_at IS NOT NULL OR d.destroyed_at IS NOT NULL OR y.destroyed_at IS NOT NULL
          OR coalesce(x.through >= ?, false)
      FROM (SELECT CAST(? AS uuid) AS agent_id) me
      LEFT JOIN sealing_keys.of_agents a ON a.agent_id = me.agent_id
      LEFT JOIN sealing_keys.of_days d ON d.agent_id = me.agent_id AND d.day = ?
      LEFT JOIN sealing_keys.destroyed x ON x.agent_id = me.agent_id
      LEFT JOIN sealing_keys.destroyed_days y ON y.agent_id = me.agent_id AND y.day = ?\
      """;

  private static final String ADD_AGENT =
      """
      INSERT INTO sealing_keys.of_agents (agent_id, wrapped, master_id, made_at)
      VALUES (?, ?, ?, clock_timestamp()) ON CONFLICT DO NOTHING\
      """;

  /** Keys of before seal what is said of the agent itself, too, and say nothing of it. */
  private static final String ADD_DAY =
      """
      INSERT INTO sealing_keys.of_days (agent_id, day, wrapped, made_at, tasks_only)
      VALUES (?, ?, ?, clock_timestamp(), true) ON CONFLICT DO NOTHING\
      """;

  private static final String LATELY =
      """
      SELECT agent_id, through FROM sealing_keys.destroyed
      WHERE destroyed_at > clock_timestamp() - make_interval(secs => ?)\
      """;

  private static final String DAYS_LATELY =
      """
      SELECT agent_id, day FROM sealing_keys.destroyed_days
      WHERE destroyed_at > clock_timestamp() - make_interval(secs => ?)\
      """;

  private static final UUID NOBODY = new UUID(0, 0);

  private final KeyTransactions transactions;

  KeyTables(KeyTransactions transactions) {
    this.transactions = transactions;
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
    return transactions.in(agent, connection -> find(connection, agent, day));
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
    return transactions.alone(
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

  private static Stored find(Connection connection, UUID agent, LocalDate day) throws SQLException {
    try (var query = connection.prepareStatement(FIND)) {
      fill(query, day, agent, day, day);
      try (var row = query.executeQuery()) {
        row.next();
        return new Stored(row.getBytes(1), row.getString(2), row.getBytes(3), row.getBoolean(4));
      }
    }
  }

  /** Through which day keys of which agents were destroyed within this time. */
  Map<UUID, LocalDate> destroyedWithin(Duration time) {
    Map<UUID, LocalDate> gone = new HashMap<>();
    within(time, LATELY, gone::put);
    return gone;
  }

  /** The single days whose keys were destroyed within this time. */
  Set<KeyCache.Day> daysDestroyedWithin(Duration time) {
    Set<KeyCache.Day> gone = new HashSet<>();
    within(time, DAYS_LATELY, (agent, day) -> gone.add(new KeyCache.Day(agent, day)));
    return gone;
  }

  private void within(Duration time, String sql, BiConsumer<UUID, LocalDate> found) {
    transactions.in(
        NOBODY,
        connection -> {
          try (var query = connection.prepareStatement(sql)) {
            query.setDouble(1, time.toMillis() / 1e3);
            try (var rows = query.executeQuery()) {
              while (rows.next()) {
                found.accept(rows.getObject(1, UUID.class), rows.getObject(2, LocalDate.class));
              }
            }
          }
          return true;
        });
  }
}
