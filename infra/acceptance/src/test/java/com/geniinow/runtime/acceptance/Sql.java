package com.geniinow.runtime.acceptance;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;

/** Statements as PostgreSQL's superuser. */
final class Sql {
  private Sql() {}

  static void run(String statement) {
    try (var connection =
            DriverManager.getConnection(RunningSystem.get().services().superuserJdbcUrl());
        var s = connection.createStatement()) {
      s.execute(statement);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The first row that a query answers, by column; as text. */
  static Map<String, String> row(String query) {
    try (var connection =
            DriverManager.getConnection(RunningSystem.get().services().superuserJdbcUrl());
        var s = connection.createStatement();
        var rows = s.executeQuery(query)) {
      if (!rows.next()) {
        throw new AssertionError("no row: " + query);
      }
      Map<String, String> row = new TreeMap<>();
      for (var i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
        row.put(rows.getMetaData().getColumnLabel(i), String.valueOf(rows.getString(i)));
      }
      return row;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
