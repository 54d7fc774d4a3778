package com.geniinow.runtime.command.task;

import com.geniinow.runtime.events.Json;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.stereotype.Component;

/** The parts of a task that no rule needs, and so no aggregate remembers. */
@Component
class TaskRows {
  private final JdbcOperations jdbc;

  TaskRows(JdbcOperations jdbc) {
    this.jdbc = jdbc;
  }

  /** A task of the agent whose command this is. */
  StartedAttempt.Task read(UUID taskId) {
    var task =
        jdbc.queryForObject(
            """
            SELECT task_id, agent_id, type, payload, model, estimated_tokens, created_at
            FROM agent_tasks WHERE task_id = ?""",
            (row, n) ->
                new StartedAttempt.Task(
                    row.getObject(1, UUID.class),
                    row.getObject(2, UUID.class),
                    row.getString(3),
                    new Json(row.getString(4)),
                    row.getString(5),
                    row.getLong(6),
                    row.getObject(7, OffsetDateTime.class).toInstant()),
            taskId);
    if (task == null) {
      throw new IllegalStateException("an open task has a row");
    }
    return task;
  }
}
