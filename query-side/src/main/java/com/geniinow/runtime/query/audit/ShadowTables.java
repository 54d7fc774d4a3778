package com.geniinow.runtime.query.audit;

import com.geniinow.runtime.query.projection.Change;
import com.geniinow.runtime.query.projection.Change.Delete;
import com.geniinow.runtime.query.projection.Change.Insert;
import com.geniinow.runtime.query.projection.Change.Update;
import com.geniinow.runtime.query.projection.Projections;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.IncorrectUpdateSemanticsDataAccessException;
import org.springframework.jdbc.core.JdbcOperations;

/**
 * Temporary tables of one session, made like the live ones and in front of them: in this session an
 * unqualified name means the shadow. They are in no other session's way, nor is what they leave
 * behind in the way of VACUUM, and with the session they are gone.
 *
 * <p>Changes are applied thousands at a time: each row is read at most once and written at most
 * once per batch, which is what makes a replay quick.
 */
final class ShadowTables {
  private final JdbcOperations jdbc;
  private final List<LiveTable> tables;

  private ShadowTables(JdbcOperations jdbc, List<LiveTable> tables) {
    this.jdbc = jdbc;
    this.tables = tables;
  }

  /** Makes them, empty, in the session of this connection. */
  static ShadowTables create(JdbcOperations jdbc) {
    jdbc.execute(
        """
        SET temp_buffers = '128MB'; SET work_mem = '32MB'; SET maintenance_work_mem = '64MB';
        SET plan_cache_mode = force_custom_plan; SET enable_hashjoin = off;
        SET enable_mergejoin = off""");
    var tables = Projections.TABLES.stream().map(name -> LiveTable.read(jdbc, name)).toList();
    for (var table : tables) {
      jdbc.execute(
          "CREATE TEMPORARY TABLE %s (LIKE %s INCLUDING CONSTRAINTS INCLUDING INDEXES)"
              .formatted(table.name(), table.qualified()));
      dropListings(jdbc, table);
    }
    return new ShadowTables(jdbc, tables);
  }

  /** Indexes that only serve lists would slow the replay down; what is unique must stay so. */
  private static void dropListings(JdbcOperations jdbc, LiveTable table) {
    jdbc.queryForList(
            """
            SELECT indexrelid::regclass::text FROM pg_index
            WHERE indrelid = ?::regclass AND NOT indisunique""",
            String.class,
            table.shadow())
        .forEach(index -> jdbc.execute("DROP INDEX " + index));
  }

  List<LiveTable> tables() {
    return tables;
  }

  /** Makes all these changes, as if one after the other. */
  void apply(List<Change> changes) {
    var byTable = changes.stream().collect(Collectors.groupingBy(Change::table));
    for (var table : tables) {
      var ofTable = byTable.remove(table.name());
      if (ofTable != null) {
        apply(table, ofTable);
      }
    }
    if (!byTable.isEmpty()) {
      throw new IllegalStateException("no shadow of " + byTable.keySet());
    }
  }

  private void apply(LiveTable table, List<Change> changes) {
    if (changes.stream().allMatch(Insert.class::isInstance)) {
      insert(table, changes.stream().map(change -> (Insert) change).toList());
    } else {
      mix(table, changes);
    }
  }

  private void mix(LiveTable table, List<Change> changes) {
    var fresh = new LinkedHashMap<String, Row>();
    var columns = new LinkedHashSet<String>();
    var loaded = load(table, changes);
    var gone = new LinkedHashSet<String>();
    for (var change : changes) {
      switch (change) {
        case Insert insert -> {
          var row = row(insert);
          columns.addAll(row.values().keySet());
          if (fresh.put(String.valueOf(row.get(table.key())), row) != null) {
            throw new IncorrectUpdateSemanticsDataAccessException(
                "two rows of " + table.name() + " with key " + row.get(table.key()));
          }
        }
        case Delete delete -> {
          var key = delete.key().toString();
          if (fresh.remove(key) == null && !gone.add(key)) {
            throw missing(table, key);
          }
          loaded.rows().remove(key);
        }
        case Update update -> {
          var key = update.key().toString();
          var row = fresh.containsKey(key) ? fresh.get(key) : loaded.rows().get(key);
          if (row == null) {
            throw missing(table, key);
          }
          row.apply(update);
          if (fresh.containsKey(key)) {
            update.assignments().forEach(assignment -> columns.add(assignment.column()));
          }
        }
      }
    }
    update(table, loaded);
    delete(table, gone);
    insert(
        table,
        List.copyOf(columns),
        fresh.values().stream().<UnaryOperator<@Nullable String>>map(row -> row::get).toList());
  }

  /** Rows that nothing in the batch changes: all that is appended, and most rows are. */
  private void insert(LiveTable table, List<Insert> inserts) {
    var columns = new LinkedHashSet<String>();
    inserts.forEach(insert -> columns.addAll(insert.values().keySet()));
    if (inserts.getFirst().owner() != null) {
      columns.add("agent_id");
    }
    insert(
        table,
        List.copyOf(columns),
        inserts.stream()
            .<UnaryOperator<@Nullable String>>map(insert -> column -> value(insert, column))
            .toList());
  }

  private static @Nullable String value(Insert insert, String column) {
    var value = insert.values().get(column);
    return Row.text(
        value == null && column.equals("agent_id") && insert.owner() != null
            ? insert.owner()
            : value);
  }

  private static IncorrectUpdateSemanticsDataAccessException missing(LiveTable table, String key) {
    return new IncorrectUpdateSemanticsDataAccessException(
        "no row of " + table.name() + " with key " + key);
  }

  private static Row row(Insert insert) {
    var row = new Row();
    insert.values().forEach(row::put);
    if (insert.owner() != null) {
      row.put("agent_id", insert.owner());
    }
    return row;
  }

  /** Rows that were there before the batch, with the columns that it touches or looks at. */
  private record Loaded(Map<String, Row> rows, List<String> changed) {}

  private Loaded load(LiveTable table, List<Change> changes) {
    Set<String> made = new LinkedHashSet<>();
    Set<String> keys = new LinkedHashSet<>();
    Set<String> changed = new LinkedHashSet<>();
    Set<String> seen = new LinkedHashSet<>();
    for (var change : changes) {
      if (change instanceof Insert insert) {
        made.add(String.valueOf(Row.text(insert.values().get(table.key()))));
      } else if (change instanceof Update update && !made.contains(update.key().toString())) {
        keys.add(update.key().toString());
        for (var assignment : update.assignments()) {
          changed.add(assignment.column());
          if (assignment.ifColumn() != null) {
            seen.add(assignment.ifColumn());
          }
        }
      }
    }
    var rows = new LinkedHashMap<String, Row>();
    if (!keys.isEmpty()) {
      seen.addAll(changed);
      seen.remove(table.key());
      var columns = List.copyOf(seen);
      jdbc.query(
          "SELECT %s::text%s FROM %s t WHERE %s = ANY (?::uuid[])"
              .formatted(
                  table.key(),
                  columns.stream().map(", %s::text"::formatted).collect(Collectors.joining()),
                  table.shadow(),
                  table.key()),
          statement ->
              statement.setArray(
                  1, statement.getConnection().createArrayOf("uuid", keys.toArray())),
          found -> {
            var row = new Row();
            for (int i = 0; i < columns.size(); i++) {
              row.put(columns.get(i), found.getString(i + 2));
            }
            rows.put(found.getString(1), row);
          });
    }
    return new Loaded(rows, List.copyOf(changed));
  }

  private void insert(
      LiveTable table, List<String> columns, List<UnaryOperator<@Nullable String>> rows) {
    if (rows.isEmpty()) {
      return;
    }
    boolean owned = !columns.contains("entity_id");
    var names = String.join(", ", columns);
    var sql =
        "INSERT INTO %s (%s%s) SELECT %s%s FROM unnest(%s) AS s (%s)%s"
            .formatted(
                table.shadow(),
                names,
                owned ? ", entity_id" : "",
                columns.stream().map("s.%s"::formatted).collect(Collectors.joining(", ")),
                owned ? ", a.entity_id" : "",
                marks(table, columns),
                names,
                owned ? " JOIN pg_temp.agents a ON a.agent_id = s.agent_id" : "");
    write(table, sql, columns, rows);
  }

  private void update(LiveTable table, Loaded loaded) {
    if (loaded.rows().isEmpty()) {
      return;
    }
    var columns = new ArrayList<String>();
    columns.add(table.key());
    columns.addAll(loaded.changed());
    loaded.rows().forEach((key, row) -> row.put(table.key(), key));
    var sql =
        "UPDATE %s t SET %s FROM unnest(%s) AS s (%s) WHERE t.%s = s.%s"
            .formatted(
                table.shadow(),
                loaded.changed().stream()
                    .map(column -> column + " = s." + column)
                    .collect(Collectors.joining(", ")),
                marks(table, columns),
                String.join(", ", columns),
                table.key(),
                table.key());
    write(
        table,
        sql,
        columns,
        loaded.rows().values().stream()
            .<UnaryOperator<@Nullable String>>map(row -> row::get)
            .toList());
  }

  private void delete(LiveTable table, Collection<String> keys) {
    if (keys.isEmpty()) {
      return;
    }
    var sql =
        "DELETE FROM %s WHERE %s = ANY (%s)"
            .formatted(table.shadow(), table.key(), marks(table, List.of(table.key())));
    write(
        table,
        sql,
        List.of(table.key()),
        keys.stream().<UnaryOperator<@Nullable String>>map(key -> column -> key).toList());
  }

  private static String marks(LiveTable table, List<String> columns) {
    return columns.stream()
        .map(column -> "?::" + table.type(column) + "[]")
        .collect(Collectors.joining(", "));
  }

  /** Runs a statement with an array for each column; it must change as many rows. */
  private void write(
      LiveTable table,
      String sql,
      List<String> columns,
      List<UnaryOperator<@Nullable String>> rows) {
    int changed =
        jdbc.update(
            sql,
            statement -> {
              for (int i = 0; i < columns.size(); i++) {
                var column = columns.get(i);
                var values = new @Nullable String[rows.size()];
                for (int n = 0; n < values.length; n++) {
                  values[n] = rows.get(n).apply(column);
                }
                statement.setArray(
                    i + 1, statement.getConnection().createArrayOf(table.type(column), values));
              }
            });
    if (changed != rows.size()) {
      throw new IncorrectUpdateSemanticsDataAccessException(
          changed + " rows instead of " + rows.size() + " written to " + table.name());
    }
  }
}
