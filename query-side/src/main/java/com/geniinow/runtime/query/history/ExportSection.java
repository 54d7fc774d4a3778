package com.geniinow.runtime.query.history;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * One table of an agent's export, which is read a page at a time: by the columns of an index that
 * begins with {@code agent_id}, each page from behind the last row of the one before.
 *
 * @param name of its entry, without {@code .ndjson}
 * @param row what is said of a row {@code t}: a JSON document as text
 * @param order the index's columns behind {@code agent_id}, which no two rows have alike; none of a
 *     table with one row of an agent
 * @param expires whether rows have a time after which they are as good as gone
 */
record ExportSection(String name, String table, String row, List<Column> order, boolean expires) {
  /** Rows at a time; a task's payload and result may have 256 KB each. */
  static final int ROWS = 20;

  private static final String WHOLE = "row_to_json(t)::text";

  /**
   * A column that rows are ordered by.
   *
   * @param type of PostgreSQL
   * @param first what is before every value
   */
  record Column(String name, String type, String first) {
    static Column time(String name) {
      return new Column(name, "timestamptz", "-infinity");
    }

    static Column id(String name) {
      return new Column(name, "uuid", new UUID(0, 0).toString());
    }

    static Column text(String name) {
      return new Column(name, "text", "");
    }
  }

  /**
   * A row.
   *
   * @param place its values in the columns of the order, as text
   */
  record Line(List<String> place, String json) {
    Line {
      place = List.copyOf(place);
    }
  }

  ExportSection {
    order = List.copyOf(order);
  }

  /** A table with one row of an agent. */
  static ExportSection ofOne(String name, String table) {
    return new ExportSection(name, table, WHOLE, List.of(), false);
  }

  /** A table with any number of them. */
  static ExportSection ofMany(String name, String table, Column... order) {
    return new ExportSection(name, table, WHOLE, List.of(order), false);
  }

  /** The same, with more or less said of each row. */
  ExportSection saying(String json) {
    return new ExportSection(name, table, json, order, expires);
  }

  /** The same, without what has expired. */
  ExportSection living() {
    return new ExportSection(name, table, row, order, true);
  }

  /** Where a reading begins. */
  List<String> beginning() {
    return order.stream().map(Column::first).toList();
  }

  /** How many rows there are. */
  long count(JdbcClient jdbc, UUID agentId, Instant now) {
    return jdbc.sql("SELECT count(*) " + from())
        .params(parameters(agentId, now))
        .query(Long.class)
        .single();
  }

  /**
   * The next rows.
   *
   * @param after the place of the last one
   */
  List<Line> page(JdbcClient jdbc, UUID agentId, List<String> after, Instant now) {
    var parameters = parameters(agentId, now);
    parameters.addAll(after);
    parameters.add(ROWS);
    return jdbc.sql(pageSql()).params(parameters).query(this::line).list();
  }

  private Line line(ResultSet found, int n) throws SQLException {
    var place = new ArrayList<String>();
    for (var i = 1; i <= order.size(); i++) {
      place.add(found.getString(i));
    }
    return new Line(place, found.getString(order.size() + 1));
  }

  /**
   * With a parameter for the agent, for now where rows expire, each column's value, and a limit.
   */
  String pageSql() {
    var sql = new StringBuilder("SELECT ");
    order.forEach(column -> sql.append("t.").append(column.name()).append("::text, "));
    sql.append(row).append(' ').append(from());
    if (!order.isEmpty()) {
      sql.append(" AND (%s) > (%s)".formatted(columns(), places()));
      sql.append(" ORDER BY ").append(columns());
    }
    return sql.append(" LIMIT ?").toString();
  }

  private String from() {
    return "FROM %s t WHERE t.agent_id = ?".formatted(table)
        + (expires ? " AND (t.expires_at IS NULL OR t.expires_at > CAST(? AS timestamptz))" : "");
  }

  private List<Object> parameters(UUID agentId, Instant now) {
    var parameters = new ArrayList<Object>();
    parameters.add(agentId);
    if (expires) {
      parameters.add(now.toString());
    }
    return parameters;
  }

  private String columns() {
    return order.stream().map(column -> "t." + column.name()).collect(Collectors.joining(", "));
  }

  private String places() {
    return order.stream()
        .map(column -> "CAST(? AS %s)".formatted(column.type()))
        .collect(Collectors.joining(", "));
  }
}
