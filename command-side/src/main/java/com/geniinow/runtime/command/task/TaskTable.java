package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.agent.TaskLimits;
import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.events.task.TaskPlan;
import com.geniinow.runtime.events.task.TaskRetry;
import com.geniinow.runtime.events.task.TaskState;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The parts of a task that no rule needs, and so no aggregate remembers. */
@Component
class TaskTable {
  private final JdbcClient jdbc;

  TaskTable(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Notes where a task was submitted from, for its worker to go on with. */
  void trace(UUID taskId, String traceparent, Instant at) {
    jdbc.sql(
            """
            INSERT INTO task_traces (task_id, agent_id, entity_id, traceparent, created_at)
            VALUES (?, genii_agent(), genii_entity(), ?, ?)\
            """)
        .param(taskId)
        .param(traceparent)
        .param(at.atOffset(ZoneOffset.UTC))
        .update();
  }

  /** What the agent whose command this is does not remember of a task: it is ended or scheduled. */
  Forgotten readForgotten(UUID taskId) {
    return jdbc.sql(
            """
            SELECT type, model, status, attempts, estimated_tokens, estimated_cost_usd,
              coalesce(priority, 3), run_at, expires_at, max_retries, retry_base_ms, retry_max_ms,
              payload::text = 'null'
            FROM agent_tasks WHERE task_id = ?\
            """)
        .param(taskId)
        .query(
            (row, n) ->
                new Forgotten(
                    row.getString(1),
                    row.getString(2),
                    TaskState.of(row.getString(3)),
                    row.getInt(4),
                    row.getLong(5),
                    row.getBigDecimal(6),
                    new TaskPlan(row.getInt(7), instant(row, 8), instant(row, 9), retry(row), null),
                    row.getBoolean(13)))
        .single();
  }

  private static @Nullable TaskRetry retry(ResultSet row) throws SQLException {
    var most = row.getObject(10, Integer.class);
    return most == null ? null : new TaskRetry(most, row.getLong(11), row.getLong(12));
  }

  private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
    var at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }

  /**
   * Such a task.
   *
   * @param payloadErased whether what it was given is gone: a payload is an object else
   */
  record Forgotten(
      String type,
      @Nullable String model,
      TaskState status,
      int attempts,
      long estimatedTokens,
      BigDecimal estimatedCostUsd,
      TaskPlan plan,
      boolean payloadErased) {}

  /** A task of the agent whose command this is. */
  StartedAttempt.Task read(UUID taskId) {
    return jdbc.sql(
            """
            SELECT t.task_id, t.agent_id, type, payload, model, estimated_tokens, t.created_at,
              coalesce(queued_at, t.created_at), traceparent, max_duration_seconds, max_calls, max_cost_usd
            FROM agent_tasks t LEFT JOIN task_traces s ON s.task_id = t.task_id
            WHERE t.task_id = ?\
            """)
        .param(taskId)
        .query(
            (row, n) ->
                new StartedAttempt.Task(
                    row.getObject(1, UUID.class),
                    row.getObject(2, UUID.class),
                    row.getString(3),
                    new Json(row.getString(4)),
                    row.getString(5),
                    row.getLong(6),
                    row.getObject(7, OffsetDateTime.class).toInstant(),
                    row.getObject(8, OffsetDateTime.class).toInstant(),
                    row.getString(9),
                    new TaskLimits(
                        row.getObject(10, Integer.class),
                        row.getObject(11, Integer.class),
                        row.getBigDecimal(12))))
        .single();
  }
}
