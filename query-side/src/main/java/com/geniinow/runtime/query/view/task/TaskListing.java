package com.geniinow.runtime.query.view.task;

import com.geniinow.runtime.platform.web.Cursor;
import com.geniinow.runtime.platform.web.Page;
import com.geniinow.runtime.platform.web.PageQuery;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A filtered list of tasks as SQL. With labels the first one's rows lead: they are as old as their
 * tasks, so that an index has them in the list's order. No more is said twice, of tasks and of
 * labels, than an index needs: PostgreSQL would take each for another condition, expect hardly any
 * row, and join all there are instead of as many as a page holds.
 */
final class TaskListing {
  private final StringBuilder from = new StringBuilder();
  private final StringBuilder where = new StringBuilder();
  private final List<Object> joined = new ArrayList<>();
  private final List<Object> parameters = new ArrayList<>();
  private final @Nullable UUID agent;
  private final @Nullable UUID entity;
  private final TaskFilter filter;

  /** The table whose rows are in the list's order. */
  private final String leading;

  private TaskListing(@Nullable UUID agent, @Nullable UUID entity, TaskFilter filter) {
    this.agent = agent;
    this.entity = entity;
    this.filter = filter;
    leading = filter.labels().isEmpty() ? "t" : "l0";
  }

  /**
   * Of all tasks that the reader may see.
   *
   * @param agent whose they are; null for anybody's
   * @param entity whose agents' they are; null for anybody's
   */
  static TaskListing of(@Nullable UUID agent, @Nullable UUID entity, TaskFilter filter) {
    var listing = new TaskListing(agent, entity, filter);
    if (filter.labels().isEmpty()) {
      listing.from.append("FROM agent_tasks t");
      listing.bind("t");
    } else {
      listing.labels();
      if (filter.looksAtTasks()) {
        listing.bind("t");
      }
    }
    listing
        .and(listing.leading + ".created_at >= ?", filter.createdFrom())
        .and(listing.leading + ".created_at < ?", filter.createdTo())
        .and("t.status = ?", filter.status())
        .and("t.type = ?", filter.type())
        .and("t.model = ?", filter.model())
        .and("t.failure_reason = ?", filter.failureReason());
    return listing;
  }

  private void labels() {
    var number = 0;
    for (var label : new TreeMap<>(filter.labels()).entrySet()) {
      var alias = "l" + number;
      if (number == 0) {
        from.append("FROM task_labels l0 JOIN agent_tasks t ON t.task_id = l0.task_id");
        and("l0.name = ?", label.getKey()).and("l0.value = ?", label.getValue());
      } else {
        join(alias, label);
      }
      bind(alias);
      number++;
    }
  }

  private void join(String alias, Map.Entry<String, String> label) {
    from.append(
        "\nJOIN task_labels %1$s ON %1$s.task_id = l0.task_id AND %1$s.name = ? AND %1$s.value = ?"
            .formatted(alias));
    joined.add(label.getKey());
    joined.add(label.getValue());
  }

  private void bind(String alias) {
    and(alias + ".agent_id = ?", agent).and(alias + ".entity_id = ?", entity);
  }

  private TaskListing and(String condition, @Nullable Object value) {
    if (value != null) {
      where.append(where.isEmpty() ? "\nWHERE " : " AND ").append(condition);
      parameters.add(value instanceof Instant at ? at.atOffset(ZoneOffset.UTC) : value);
    }
    return this;
  }

  /** The SQL of a page, with a {@code ?} for each of {@link #parameters}; to be called once. */
  String sql(PageQuery page) {
    page.afterTimeAndId().ifPresent(this::goOn);
    parameters.add(page.fetch());
    return "%s%s%s\nORDER BY %4$s.created_at %5$s, %4$s.task_id %5$s LIMIT ?"
        .formatted(TaskItem.COLUMNS, from, where, leading, filter.isAscending() ? "" : "DESC");
  }

  private void goOn(Cursor.TimeAndId after) {
    where
        .append(where.isEmpty() ? "\nWHERE " : " AND ")
        .append(
            "(%1$s.created_at, %1$s.task_id) %2$s (?, ?)"
                .formatted(leading, filter.isAscending() ? ">" : "<"));
    parameters.add(after.at().atOffset(ZoneOffset.UTC));
    parameters.add(after.id());
  }

  /** What stands for the question marks, in their order; once the SQL was made. */
  List<Object> parameters() {
    var all = new ArrayList<>(joined);
    all.addAll(parameters);
    return all;
  }

  /** Reads a page; to be called once. */
  Page<TaskItem> read(JdbcClient jdbc, PageQuery page) {
    var text = sql(page);
    var rows = jdbc.sql(text).params(parameters()).query(TaskItem::of).list();
    return Page.of(
        ProgressReads.with(jdbc, rows),
        page,
        task -> new Cursor.TimeAndId(task.createdAt(), task.taskId()));
  }
}
