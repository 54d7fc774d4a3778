package com.geniinow.runtime.query.history;

import com.geniinow.runtime.query.record.Change;
import com.geniinow.runtime.query.record.Change.Delete;
import com.geniinow.runtime.query.record.Change.Erase;
import com.geniinow.runtime.query.record.Change.Insert;
import com.geniinow.runtime.query.record.Change.Update;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.IncorrectUpdateSemanticsDataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;

/**
 * Rows of a shadow that were there before a batch: read at once with the columns that it touches or
 * looks at, changed in memory, written at once.
 */
final class LoadedRows {
  private final JdbcClient jdbc;
  private final LiveTable table;
  private final Map<String, Row> rows = new LinkedHashMap<>();
  private final Set<String> changed = new LinkedHashSet<>();
  private final Set<String> gone = new LinkedHashSet<>();

  private LoadedRows(JdbcClient jdbc, LiveTable table) {
    this.jdbc = jdbc;
    this.table = table;
  }

  /** Makes all these changes, as if one after the other. */
  static void change(JdbcClient jdbc, LiveTable table, List<Change> changes) {
    var loaded = new LoadedRows(jdbc, table);
    loaded.read(changes);
    changes.forEach(loaded::apply);
    loaded.update();
    loaded.delete();
  }

  private void read(List<Change> changes) {
    Set<String> keys = new LinkedHashSet<>();
    Set<String> seen = new LinkedHashSet<>();
    for (var change : changes) {
      if (change instanceof Update update) {
        keys.add(update.key().toString());
        for (var assignment : update.assignments()) {
          changed.add(assignment.column());
          if (assignment.ifColumn() != null) {
            seen.add(assignment.ifColumn());
          }
        }
      }
    }
    if (keys.isEmpty()) {
      return;
    }
    seen.addAll(changed);
    seen.remove(table.key());
    var columns = List.copyOf(seen);
    jdbc.sql(
            "SELECT %s::text%s FROM %s t WHERE %s = ANY (?::uuid[])"
                .formatted(
                    table.key(),
                    columns.stream().map(", %s::text"::formatted).collect(Collectors.joining()),
                    table.shadow(),
                    table.key()))
        .param(new SqlArrayValue("uuid", keys.toArray()))
        .query(
            found -> {
              var row = new Row().put(table.key(), found.getString(1));
              for (var i = 0; i < columns.size(); i++) {
                row.put(columns.get(i), found.getString(i + 2));
              }
              rows.put(found.getString(1), row);
            });
  }

  private void apply(Change change) {
    switch (change) {
      case Insert insert -> throw new IllegalArgumentException("a new row of " + insert.table());
      case Erase erase -> throw new IllegalArgumentException("all rows of " + erase.table());
      case Update update -> {
        var key = update.key().toString();
        var row = rows.get(key);
        if (row == null) {
          throw new IncorrectUpdateSemanticsDataAccessException(
              "no row of " + table.name() + " with key " + key);
        }
        row.apply(update);
      }
      case Delete delete -> {
        var key = delete.key().toString();
        rows.remove(key);
        if (!gone.add(key)) {
          throw new IncorrectUpdateSemanticsDataAccessException(
              "no row of " + table.name() + " with key " + key);
        }
      }
    }
  }

  private void update() {
    if (rows.isEmpty()) {
      return;
    }
    var columns = new ArrayList<String>();
    columns.add(table.key());
    columns.addAll(changed);
    var sql =
        "UPDATE %s t SET %s FROM unnest(%s) AS s (%s) WHERE t.%s = s.%s"
            .formatted(
                table.shadow(),
                changed.stream()
                    .map(column -> column + " = s." + column)
                    .collect(Collectors.joining(", ")),
                columns.stream()
                    .map(column -> "?::" + table.type(column) + "[]")
                    .collect(Collectors.joining(", ")),
                String.join(", ", columns),
                table.key(),
                table.key());
    var written =
        jdbc.sql(sql)
            .params(
                columns.stream()
                    .map(
                        column ->
                            new SqlArrayValue(table.type(column), values(rows.values(), column)))
                    .toList())
            .update();
    table.mustBe(rows.size(), written);
  }

  private static @Nullable Object[] values(Collection<Row> rows, String column) {
    return rows.stream().map(row -> row.get(column)).toArray();
  }

  private void delete() {
    if (gone.isEmpty()) {
      return;
    }
    var written =
        jdbc.sql("DELETE FROM %s WHERE %s = ANY (?::uuid[])".formatted(table.shadow(), table.key()))
            .param(new SqlArrayValue("uuid", gone.toArray()))
            .update();
    table.mustBe(gone.size(), written);
  }
}
