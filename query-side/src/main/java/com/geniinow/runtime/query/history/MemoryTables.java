package com.geniinow.runtime.query.history;

import com.geniinow.runtime.events.task.TaskState;
import com.geniinow.runtime.query.record.Change;
import com.geniinow.runtime.query.record.Change.Delete;
import com.geniinow.runtime.query.record.Change.Erase;
import com.geniinow.runtime.query.record.Change.Insert;
import com.geniinow.runtime.query.record.Change.Update;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One agent's rows of the tables that a question about the past is answered from, in memory. Tasks
 * that have ended leave it after a while, so that its size does not grow with the history.
 */
final class MemoryTables {
  static final Set<String> KEPT =
      Set.of("agents", "agent_quotas", "agent_tasks", "limit_raises", "agent_schedules");

  /** Enough to outlast the events that one commit has after the end of a task. */
  private static final int CHANGES_AFTER_THE_END = 200;

  private static final Map<String, String> KEYS =
      Map.of(
          "agents", "agent_id",
          "agent_quotas", "agent_id",
          "agent_tasks", "task_id",
          "limit_raises", "raise_id",
          "agent_schedules", "schedule_id");

  /** Finds a task that was forgotten, because it comes back to life. */
  interface Forgotten {
    Row find(String taskId);
  }

  private final Forgotten forgotten;
  private final Map<String, Map<String, Row>> tables = new LinkedHashMap<>();
  private final Map<String, Long> touched = new LinkedHashMap<>();
  private long changes;

  MemoryTables(Forgotten forgotten) {
    this.forgotten = forgotten;
    KEPT.forEach(table -> tables.put(table, new LinkedHashMap<>()));
  }

  Map<String, Row> rows(String table) {
    return java.util.Objects.requireNonNull(tables.get(table), table);
  }

  void apply(Change change) {
    if (!KEPT.contains(change.table())) {
      return;
    }
    changes++;
    var rows = rows(change.table());
    switch (change) {
      case Insert insert -> {
        var row = new Row();
        insert.values().forEach((column, value) -> put(row, insert, column, value));
        if (insert.owner() != null) {
          row.put("agent_id", insert.owner());
        }
        put(insert.table(), row);
      }
      case Delete delete -> rows.remove(delete.key().toString());
      case Erase erase -> {
        var erased = erased(erase, rows);
        if (erase.assignments().isEmpty()) {
          rows.values().removeAll(erased);
        } else {
          erased.forEach(row -> row.apply(erase.assignments()));
        }
      }
      case Update update -> {
        var key = update.key().toString();
        var row = rows.get(key);
        if (row == null) {
          if (!update.table().equals("agent_tasks")) {
            throw new IllegalStateException("no row of " + update.table() + " with key " + key);
          }
          row = forgotten.find(key);
          rows.put(key, row);
        }
        row.apply(update);
        if (update.table().equals("agent_tasks")) {
          touched.put(key, changes);
        }
      }
    }
  }

  /** A task that was forgotten is not looked for: its text isn't there. */
  private static List<Row> erased(Erase erase, Map<String, Row> rows) {
    var only = erase.only();
    var some = new ArrayList<Row>();
    if (only == null) {
      some.addAll(rows.values());
    } else {
      for (var key : only.keys()) {
        var row = rows.get(key.toString());
        if (row != null) {
          some.add(row);
        }
      }
    }
    return some.stream().filter(row -> isOf(erase, row)).toList();
  }

  private static boolean isOf(Erase erase, Row row) {
    var day = erase.day();
    var at = day == null ? null : row.get(day.column());
    return erase.agentId().toString().equals(row.get("agent_id"))
        && (day == null || (at != null && day.has(Instant.parse(at))));
  }

  /** Adds a row, or puts it in the place of the one with its key. */
  void put(String table, Row row) {
    rows(table).put(String.valueOf(row.get(String.valueOf(KEYS.get(table)))), row);
  }

  /** What an agent sent may be long and is shown by no route. */
  private static void put(Row row, Insert insert, String column, @Nullable Object value) {
    row.put(
        column, insert.table().equals("agent_tasks") && column.equals("payload") ? "{}" : value);
  }

  /** Whether a row is of a task that has ended. */
  static boolean hasEnded(Row row) {
    return !TaskState.of(String.valueOf(row.get("status"))).isLiving();
  }

  /** Forgets tasks that ended long ago. */
  void prune() {
    rows("agent_tasks")
        .entrySet()
        .removeIf(
            task ->
                hasEnded(task.getValue())
                    && changes - touched.getOrDefault(task.getKey(), 0L) > CHANGES_AFTER_THE_END);
    touched.keySet().retainAll(rows("agent_tasks").keySet());
  }
}
