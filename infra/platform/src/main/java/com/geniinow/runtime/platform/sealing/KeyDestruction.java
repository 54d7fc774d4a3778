package com.geniinow.runtime.platform.sealing;

import static com.geniinow.runtime.platform.sealing.KeyTransactions.fill;
import static com.geniinow.runtime.platform.sealing.KeyTransactions.update;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Takes keys out of their rows, and lists whose they were. Done again, it changes nothing and says
 * the same.
 */
final class KeyDestruction {
  private static final String LIST =
      """
      INSERT INTO sealing_keys.destroyed AS x (agent_id, through, destroyed_at)
      VALUES (?, ?, clock_timestamp()) ON CONFLICT (agent_id) DO UPDATE
      SET through = excluded.through, destroyed_at = excluded.destroyed_at
      WHERE x.through < excluded.through\
      """;

  /** Keys have their fingerprints from the beginning; those of version 069 have none. */
  private static final String GONE =
      """
      SET wrapped = NULL, destroyed_at = clock_timestamp(),
        fingerprint = coalesce(fingerprint, left(encode(sha256(wrapped), 'hex'), 16))
      WHERE wrapped IS NOT NULL AND agent_id = ?\
      """;

  private static final String OF_AGENT =
      """
      SELECT fingerprint FROM (
        SELECT NULL::date AS day, fingerprint FROM sealing_keys.of_agents WHERE agent_id = ?
        UNION ALL
        SELECT day, fingerprint FROM sealing_keys.of_days WHERE agent_id = ?) keys
      WHERE fingerprint IS NOT NULL ORDER BY day NULLS FIRST\
      """;

  private static final String OF_DAYS =
      """
      SELECT fingerprint FROM sealing_keys.of_days
      WHERE agent_id = ? AND day <= ? AND fingerprint IS NOT NULL ORDER BY day\
      """;

  private static final String LIST_DAY =
      """
      INSERT INTO sealing_keys.destroyed_days (agent_id, day, destroyed_at)
      VALUES (?, ?, clock_timestamp()) ON CONFLICT DO NOTHING\
      """;

  private static final String OF_DAY =
      """
      SELECT fingerprint FROM sealing_keys.of_days
      WHERE agent_id = ? AND day = ? AND fingerprint IS NOT NULL\
      """;

  private final KeyTransactions transactions;

  KeyDestruction(KeyTransactions transactions) {
    this.transactions = transactions;
  }

  /** All keys of an agent; the fingerprints of all that it ever had, its own first. */
  List<String> ofAgent(UUID agent) {
    return transactions.alone(
        agent,
        connection -> {
          update(connection, LIST, agent, LocalDate.MAX);
          update(connection, "UPDATE sealing_keys.of_agents " + GONE, agent);
          update(connection, "UPDATE sealing_keys.of_days " + GONE, agent);
          return fingerprints(connection, OF_AGENT, agent, agent);
        });
  }

  /** An agent's keys of these days; the fingerprints of all that they ever had. */
  List<String> ofDays(UUID agent, LocalDate through) {
    return transactions.alone(
        agent,
        connection -> {
          update(connection, LIST, agent, through);
          update(
              connection, "UPDATE sealing_keys.of_days " + GONE + " AND day <= ?", agent, through);
          return fingerprints(connection, OF_DAYS, agent, through);
        });
  }

  /** An agent's key of this day alone; what names the key, where there ever was one. */
  Optional<String> ofDay(UUID agent, LocalDate day) {
    return transactions.alone(
        agent,
        connection -> {
          update(connection, LIST_DAY, agent, day);
          update(connection, "UPDATE sealing_keys.of_days " + GONE + " AND day = ?", agent, day);
          return fingerprints(connection, OF_DAY, agent, day).stream().findFirst();
        });
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
}
