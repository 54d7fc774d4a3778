package com.geniinow.runtime.query.view.task;

import com.geniinow.runtime.events.task.TaskState;
import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How many tasks there are in each state. */
public record TaskCounts(
    long scheduled,
    long awaitingApproval,
    long queued,
    long running,
    long retrying,
    long completed,
    long deadLettered,
    long cancelled,
    long expired,
    long denied) {

  /** Counts those that the reader may see, of an agent, of an entity, or all. */
  static TaskCounts read(JdbcClient jdbc, @Nullable UUID agent, @Nullable UUID entity) {
    var statement = "SELECT status, count(*) FROM agent_tasks%s GROUP BY status";
    Map<TaskState, Long> counts = new EnumMap<>(TaskState.class);
    var sql =
        agent != null
            ? jdbc.sql(statement.formatted(" WHERE agent_id = ?")).param(agent)
            : entity != null
                ? jdbc.sql(statement.formatted(" WHERE entity_id = ?")).param(entity)
                : jdbc.sql(statement.formatted(""));
    sql.query(
        row -> {
          counts.put(TaskState.of(row.getString(1)), row.getLong(2));
        });
    return new TaskCounts(
        counts.getOrDefault(TaskState.SCHEDULED, 0L),
        counts.getOrDefault(TaskState.AWAITING_APPROVAL, 0L),
        counts.getOrDefault(TaskState.QUEUED, 0L),
        counts.getOrDefault(TaskState.RUNNING, 0L),
        counts.getOrDefault(TaskState.RETRYING, 0L),
        counts.getOrDefault(TaskState.COMPLETED, 0L),
        counts.getOrDefault(TaskState.DEAD_LETTERED, 0L),
        counts.getOrDefault(TaskState.CANCELLED, 0L),
        counts.getOrDefault(TaskState.EXPIRED, 0L),
        counts.getOrDefault(TaskState.DENIED, 0L));
  }
}
