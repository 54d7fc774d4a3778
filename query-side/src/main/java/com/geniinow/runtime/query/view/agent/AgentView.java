package com.geniinow.runtime.query.view.agent;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.geniinow.runtime.events.agent.AgentStatus;
import com.geniinow.runtime.events.task.TaskState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An agent as the routes show it.
 *
 * @param queueDepth its open tasks: queued, running and retrying, 0 to 100
 */
public record AgentView(
    UUID agentId,
    UUID entityId,
    @Nullable String name,
    AgentStatus status,
    @Nullable String statusReason,
    long queueDepth,
    @JsonRawValue String metadata,
    Instant createdAt,
    Instant updatedAt) {
  /** What {@link #of} reads, up to the WHERE. */
  public static final String SELECT =
      """
      SELECT a.agent_id, a.entity_id, a.name, a.status, a.status_reason, a.metadata, a.created_at,
        a.updated_at,
        (SELECT count(*) FROM agent_tasks t WHERE t.agent_id = a.agent_id
           AND t.status IN %s) AS queue_depth
      FROM agents a
      """
          .formatted(TaskState.OPEN_IN_SQL);

  /** Reads a row. */
  public static AgentView of(ResultSet row, int n) throws SQLException {
    return new AgentView(
        row.getObject("agent_id", UUID.class),
        row.getObject("entity_id", UUID.class),
        row.getString("name"),
        AgentStatus.of(row.getString("status")),
        row.getString("status_reason"),
        row.getLong("queue_depth"),
        row.getString("metadata"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        row.getObject("updated_at", OffsetDateTime.class).toInstant());
  }
}
