package com.geniinow.runtime.query.projection;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.IncorrectUpdateSemanticsDataAccessException;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.PreparedStatementCallback;

/**
 * Statements that are sent to PostgreSQL together, in one round trip and in the order they were
 * added. Each must change exactly one row: anything else means that table and events disagree, and
 * fails the transaction.
 */
public final class Writes {
  private final List<String> statements = new ArrayList<>();
  private final List<@Nullable Object> parameters = new ArrayList<>();

  /** Adds an INSERT or UPDATE with {@code ?} for each parameter. */
  public void one(String sql, @Nullable Object... values) {
    statements.add(sql);
    for (var value : values) {
      parameters.add(value instanceof Instant at ? at.atOffset(ZoneOffset.UTC) : value);
    }
  }

  /** Sends everything added so far and forgets it. */
  public void flush(JdbcOperations jdbc) {
    if (statements.isEmpty()) {
      return;
    }
    PreparedStatementCallback<Integer> run = this::run;
    jdbc.execute(String.join(";\n", statements), run);
    statements.clear();
    parameters.clear();
  }

  private int run(PreparedStatement prepared) throws SQLException {
    for (int i = 0; i < parameters.size(); i++) {
      prepared.setObject(i + 1, parameters.get(i));
    }
    prepared.execute();
    for (var sql : statements) {
      int rows = prepared.getUpdateCount();
      if (rows != 1) {
        throw new IncorrectUpdateSemanticsDataAccessException(
            rows + " rows instead of 1 changed by: " + sql.strip().lines().findFirst().orElse(""));
      }
      prepared.getMoreResults();
    }
    return statements.size();
  }
}
