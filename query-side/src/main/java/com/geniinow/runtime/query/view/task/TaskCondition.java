package com.geniinow.runtime.query.view.task;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a filter wants a task to be, or a label that it wants it to have: rows of a table by whose
 * columns an index finds them in the order of lists.
 *
 * @param columns that are to be equal to the values
 */
record TaskCondition(String table, List<String> columns, List<String> values) {
  static final String TASKS = "agent_tasks";
  private static final String LABELS = "task_labels";

  /** What the filter wants, but for age and owner, which every table knows. */
  static List<TaskCondition> of(TaskFilter filter) {
    var all = new ArrayList<TaskCondition>();
    for (var label : new TreeMap<>(filter.labels()).entrySet()) {
      all.add(label(label));
    }
    addTo(all, "status", filter.status());
    addTo(all, "type", filter.type());
    addTo(all, "model", filter.model());
    addTo(all, "failure_reason", filter.failureReason());
    return all;
  }

  private static TaskCondition label(Map.Entry<String, String> label) {
    return new TaskCondition(
        LABELS, List.of("name", "value"), List.of(label.getKey(), label.getValue()));
  }

  private static void addTo(List<TaskCondition> all, String column, @Nullable String value) {
    if (value != null) {
      all.add(new TaskCondition(TASKS, List.of(column), List.of(value)));
    }
  }

  boolean isLabel() {
    return table.equals(LABELS);
  }

  /** Adds it as said of the table by that name. */
  void addTo(Sql sql, String alias) {
    for (var n = 0; n < columns.size(); n++) {
      sql.add(" AND " + alias + "." + columns.get(n) + " = ?", values.get(n));
    }
  }

  /**
   * Adds it so that it leads: labels of an agent, of an entity and of all have an index each, told
   * apart by the collation of the label's name, so that no list is read from a larger one's.
   */
  void leadTo(Sql sql, String alias, Scope scope) {
    if (isLabel()) {
      sql.add(
          " AND %1$s.name = ?%2$s AND %1$s.value = ?".formatted(alias, scope.collation),
          values.toArray());
    } else {
      addTo(sql, alias);
    }
  }

  /** Whose tasks a list is of. */
  enum Scope {
    AGENT(""),
    ENTITY(" COLLATE \"C\""),
    ALL(" COLLATE \"POSIX\"");

    private final String collation;

    Scope(String collation) {
      this.collation = collation;
    }
  }
}
