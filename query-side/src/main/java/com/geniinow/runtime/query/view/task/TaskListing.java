package com.geniinow.runtime.query.view.task;

import com.geniinow.runtime.platform.web.Cursor;
import com.geniinow.runtime.platform.web.Page;
import com.geniinow.runtime.platform.web.PageQuery;
import com.geniinow.runtime.query.view.task.TaskCondition.Scope;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A filtered list of tasks as SQL. One table leads: an index has its rows in the list's order, and
 * each row of it is looked up in the others, until a page is full. PostgreSQL is not left to choose
 * another way: it multiplies what it knows of each condition, expects hardly any row, and would
 * join all there are instead of as many as a page holds.
 */
final class TaskListing {
  private final @Nullable UUID agent;
  private final @Nullable UUID entity;
  private final TaskFilter filter;
  private final List<TaskCondition> conditions;

  private TaskListing(@Nullable UUID agent, @Nullable UUID entity, TaskFilter filter) {
    this.agent = agent;
    this.entity = entity;
    this.filter = filter;
    conditions = TaskCondition.of(filter);
  }

  /**
   * Of all tasks that the reader may see.
   *
   * @param agent whose they are; null for anybody's
   * @param entity whose agents' they are; null for anybody's
   */
  static TaskListing of(@Nullable UUID agent, @Nullable UUID entity, TaskFilter filter) {
    return new TaskListing(agent, entity, filter);
  }

  /** What the filter wants, any of which may lead. */
  List<TaskCondition> conditions() {
    return conditions;
  }

  /**
   * The SQL of a page.
   *
   * @param leader the label whose rows come first; null for the tasks themselves
   */
  Sql page(PageQuery page, @Nullable TaskCondition leader) {
    var sql = new Sql().add(TaskItem.COLUMNS);
    var leads = leader == null ? "t" : "l";
    sql.add("FROM %s %s".formatted(leader == null ? TaskCondition.TASKS : leader.table(), leads));
    var number = 0;
    for (var label : conditions) {
      if (label.isLabel() && !label.equals(leader)) {
        lookUp(sql, label.table(), leads, List.of(label), "l" + number++);
      }
    }
    if (leader == null) {
      sql.add("\nWHERE true");
      ofTask().forEach(condition -> condition.addTo(sql, leads));
    } else {
      lookUp(sql, TaskCondition.TASKS, leads, ofTask(), "t");
      sql.add("\nWHERE true");
      leader.leadTo(sql, leads, scope());
    }
    range(sql, page, leads);
    return sql.add(" LIMIT ?", page.fetch());
  }

  private Scope scope() {
    return agent != null ? Scope.AGENT : entity != null ? Scope.ENTITY : Scope.ALL;
  }

  private List<TaskCondition> ofTask() {
    return conditions.stream().filter(condition -> !condition.isLabel()).toList();
  }

  /** For each row that leads; OFFSET keeps PostgreSQL from another way. */
  private static void lookUp(
      Sql sql, String table, String leads, List<TaskCondition> conditions, String as) {
    sql.add(
        "\nCROSS JOIN LATERAL (SELECT * FROM %s o WHERE o.task_id = %s.task_id"
            .formatted(table, leads));
    conditions.forEach(condition -> condition.addTo(sql, "o"));
    sql.add(" OFFSET 0) " + as);
  }

  /** Whose, from when, after which, and in which order. */
  private void range(Sql sql, PageQuery page, String leads) {
    if (agent != null) {
      sql.add(" AND " + leads + ".agent_id = ?", agent);
    }
    if (entity != null) {
      sql.add(" AND " + leads + ".entity_id = ?", entity);
    }
    if (filter.createdFrom() != null) {
      sql.add(" AND " + leads + ".created_at >= ?", Sql.at(filter.createdFrom()));
    }
    if (filter.createdTo() != null) {
      sql.add(" AND " + leads + ".created_at < ?", Sql.at(filter.createdTo()));
    }
    page.afterTimeAndId()
        .ifPresent(
            after ->
                sql.add(
                    " AND (%1$s.created_at, %1$s.task_id) %2$s (?, ?)"
                        .formatted(leads, filter.isAscending() ? ">" : "<"),
                    Sql.at(after.at()),
                    after.id()));
    sql.add(
        "\nORDER BY %1$s.created_at %2$s, %1$s.task_id %2$s"
            .formatted(leads, filter.isAscending() ? "" : "DESC"));
  }

  /** How far some rows of each condition reach, in one answer. */
  Sql reach(PageQuery page) {
    var sql = new Sql();
    for (var condition : conditions) {
      sql.add(sql.text().isEmpty() ? "SELECT (" : ",\n(");
      sql.add("SELECT r.created_at FROM " + condition.table() + " r WHERE true");
      condition.leadTo(sql, "r", scope());
      range(sql, page, "r");
      sql.add(" OFFSET " + Leader.LOOKED_AT + " LIMIT 1)");
    }
    return sql;
  }

  /** Reads a page. */
  Page<TaskItem> read(JdbcClient jdbc, PageQuery page) {
    var leader = Leader.choose(jdbc, this, page, filter.isAscending());
    var rows = page(page, leader).in(jdbc).query(TaskItem::of).list();
    return Page.of(
        ProgressReads.with(jdbc, rows),
        page,
        task -> new Cursor.TimeAndId(task.createdAt(), task.taskId()));
  }
}
