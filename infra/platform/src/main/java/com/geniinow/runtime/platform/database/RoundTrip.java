package com.geniinow.runtime.platform.database;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.IncorrectUpdateSemanticsDataAccessException;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.PreparedStatementCallback;

/** Changes that go to PostgreSQL in one round trip, in their order. */
public final class RoundTrip {
  private RoundTrip() {}

  /**
   * A statement that changes rows.
   *
   * @param sql with a {@code ?} for each parameter
   * @param rows how many it must change; null for any number
   */
  public record Part(
      String sql, List<? extends @Nullable Object> parameters, @Nullable Integer rows) {
    /** One that must change exactly one row. */
    public static Part ofOneRow(String sql, List<? extends @Nullable Object> parameters) {
      return new Part(sql, parameters, 1);
    }

    private String name() {
      return sql.lines().findFirst().orElse("");
    }
  }

  /**
   * Sends them.
   *
   * @throws IncorrectUpdateSemanticsDataAccessException where one changes other than its rows
   * @throws DataAccessException what PostgreSQL says of the first that fails; those behind it are
   *     not run
   */
  public static void send(JdbcOperations jdbc, List<Part> parts) {
    if (parts.isEmpty()) {
      return;
    }
    PreparedStatementCallback<Integer> run = prepared -> run(parts, prepared);
    jdbc.execute(parts.stream().map(Part::sql).collect(Collectors.joining(";\n")), run);
  }

  private static int run(List<Part> parts, PreparedStatement prepared) throws SQLException {
    var index = 0;
    for (var part : parts) {
      for (var parameter : part.parameters()) {
        prepared.setObject(++index, parameter);
      }
    }
    prepared.execute();
    for (var part : parts) {
      int rows = prepared.getUpdateCount();
      if (part.rows() != null && rows != part.rows()) {
        throw new IncorrectUpdateSemanticsDataAccessException(
            "%d rows instead of %d changed by: %s".formatted(rows, part.rows(), part.name()));
      }
      prepared.getMoreResults();
    }
    return parts.size();
  }
}
