package com.geniinow.runtime.platform.sealing;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What master keys agents' keys are wrapped under, seen by the login that sees all of them. */
final class RewrapTable {
  private static final String UNKNOWN =
      """
      SELECT master_id FROM sealing_keys.of_agents
      WHERE wrapped IS NOT NULL AND master_id <> ALL (?) LIMIT 1\
      """;

  private static final String COUNT =
      "SELECT count(*) FROM sealing_keys.of_agents WHERE wrapped IS NOT NULL AND master_id <> ?";

  private static final String NEXT =
      """
      SELECT agent_id, wrapped, master_id FROM sealing_keys.of_agents
      WHERE wrapped IS NOT NULL AND master_id <> ? AND agent_id > ? ORDER BY agent_id LIMIT ?\
      """;

  /** Not one that was destroyed since, or that another process was quicker with. */
  private static final String REWRAP =
      """
      UPDATE sealing_keys.of_agents SET wrapped = ?, master_id = ?
      WHERE agent_id = ? AND wrapped = ?\
      """;

  private final Connection connection;

  /**
   * @param connection each statement is a transaction of its own
   */
  RewrapTable(Connection connection) {
    this.connection = connection;
  }

  /** An agent's key as it is stored. */
  record Row(UUID agent, byte[] wrapped, String masterId) {}

  /** A master key that keys are wrapped under and that is none of these. */
  Optional<String> unknown(Set<String> known) throws SQLException {
    try (var query = connection.prepareStatement(UNKNOWN)) {
      query.setArray(1, connection.createArrayOf("text", known.toArray()));
      try (var row = query.executeQuery()) {
        return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
      }
    }
  }

  /** How many keys are wrapped under another. */
  long count(MasterKey present) throws SQLException {
    try (var query = connection.prepareStatement(COUNT)) {
      query.setString(1, present.id());
      try (var row = query.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  /** The next of them, by their agents. */
  List<Row> next(MasterKey present, UUID after, int most) throws SQLException {
    List<Row> batch = new ArrayList<>();
    try (var query = connection.prepareStatement(NEXT)) {
      query.setString(1, present.id());
      query.setObject(2, after);
      query.setInt(3, most);
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          batch.add(new Row(rows.getObject(1, UUID.class), rows.getBytes(2), rows.getString(3)));
        }
      }
    }
    return batch;
  }

  /** Whether the row was still as it had been read. */
  boolean rewrap(Row row, MasterKey present, byte[] anew) throws SQLException {
    try (var statement = connection.prepareStatement(REWRAP)) {
      statement.setBytes(1, anew);
      statement.setString(2, present.id());
      statement.setObject(3, row.agent());
      statement.setBytes(4, row.wrapped());
      return statement.executeUpdate() == 1;
    }
  }
}
