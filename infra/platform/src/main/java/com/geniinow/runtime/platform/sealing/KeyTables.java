package com.geniinow.runtime.platform.sealing;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The tables of keys: what is there, and what is added. Each call is a transaction of its own and
 * one round trip: its caller may hold what others wait for.
 */
final class KeyTables {
  private static final String STORED = "SELECT own, master, wrapped_day, gone, forever FROM ";
  private static final String FIND = STORED + "sealing_keys.stored(?, ?)";
  private static final String ADD_AGENT = STORED + "sealing_keys.with_agent(?, ?, ?, ?, ?)";
  private static final String ADD_DAY = STORED + "sealing_keys.with_day(?, ?, ?, ?)";

  /** Of what was destroyed lately: all through a day, or a single one. */
  private static final String LATELY =
      """
      SELECT agent_id, through, false FROM sealing_keys.destroyed
      WHERE destroyed_at > clock_timestamp() - make_interval(secs => ?)
      UNION ALL
      SELECT agent_id, day, true FROM sealing_keys.destroyed_days
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
   * @param forever whether the same is so of all days
   */
  record Stored(
      byte @Nullable [] ofAgent,
      @Nullable String masterId,
      byte @Nullable [] ofDay,
      boolean destroyed,
      boolean forever) {}

  Stored find(UUID agent, LocalDate day) {
    return transactions.once(FIND, KeyTables::stored, agent, day);
  }

  /** Leaves a key that is there already, and says what is stored then. */
  Stored addAgent(UUID agent, LocalDate day, byte[] wrapped, String masterId, String fingerprint) {
    return transactions.once(
        ADD_AGENT, KeyTables::stored, agent, day, wrapped, masterId, fingerprint);
  }

  /**
   * Leaves a key that is there already, and says what is stored then; without the agent's own none
   * is added.
   */
  Stored addDay(UUID agent, LocalDate day, byte[] wrapped, String fingerprint) {
    return transactions.once(ADD_DAY, KeyTables::stored, agent, day, wrapped, fingerprint);
  }

  private static Stored stored(ResultSet row) throws SQLException {
    return new Stored(
        row.getBytes(1), row.getString(2), row.getBytes(3), row.getBoolean(4), row.getBoolean(5));
  }

  /**
   * What was destroyed.
   *
   * @param through which day, by agent
   * @param days single ones beside
   */
  record Gone(Map<UUID, LocalDate> through, Set<KeyCache.Day> days) {
    static final Gone NOTHING = new Gone(Map.of(), Set.of());

    Gone {
      through = Map.copyOf(through);
      days = Set.copyOf(days);
    }
  }

  /** Keys of whom and when were destroyed within this time. */
  Gone destroyedWithin(Duration time) {
    return transactions.in(
        NOBODY,
        connection -> {
          try (var query = connection.prepareStatement(LATELY)) {
            query.setDouble(1, time.toMillis() / 1e3);
            query.setDouble(2, time.toMillis() / 1e3);
            try (var rows = query.executeQuery()) {
              return gone(rows);
            }
          }
        });
  }

  private static Gone gone(ResultSet rows) throws SQLException {
    Map<UUID, LocalDate> through = new HashMap<>();
    Set<KeyCache.Day> days = new HashSet<>();
    while (rows.next()) {
      var agent = rows.getObject(1, UUID.class);
      var day = rows.getObject(2, LocalDate.class);
      if (rows.getBoolean(3)) {
        days.add(new KeyCache.Day(agent, day));
      } else {
        through.put(agent, day);
      }
    }
    return new Gone(through, days);
  }
}
