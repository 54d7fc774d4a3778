package com.geniinow.runtime.command.task;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Which attempts are held by workers, until when by PostgreSQL's clock: those of two processes may
 * differ. Used within commands, under the agent's lock.
 */
@Component
class TaskLeaseTable {
  private final JdbcClient jdbc;
  private final Duration length;

  TaskLeaseTable(JdbcClient jdbc, TaskSettings settings) {
    this.jdbc = jdbc;
    this.length = settings.lease();
  }

  void grant(UUID taskId, int attempt, String workerId, @Nullable String startKey, Instant at) {
    jdbc.sql(
            """
            INSERT INTO task_leases (task_id, attempt, agent_id, entity_id, worker_id, start_key,
              expires_at, started_at)
            VALUES (?, ?, genii_agent(), genii_entity(), ?, ?,
              clock_timestamp() + ? * interval '1 millisecond', ?)""")
        .param(taskId)
        .param(attempt)
        .param(workerId)
        .param(startKey)
        .param(length.toMillis())
        .param(at.atOffset(ZoneOffset.UTC))
        .update();
  }

  /** Extends a lease; false when there is none (any more). */
  boolean renew(UUID taskId, int attempt) {
    return jdbc.sql(
                """
                UPDATE task_leases SET expires_at = clock_timestamp() + ? * interval '1 millisecond'
                WHERE task_id = ? AND attempt = ?""")
            .param(length.toMillis())
            .param(taskId)
            .param(attempt)
            .update()
        == 1;
  }

  /**
   * Extends a lease that was granted to this key; false when it was granted to another or ended.
   */
  boolean renew(UUID taskId, int attempt, String startKey) {
    return jdbc.sql(
                """
        UPDATE task_leases SET expires_at = clock_timestamp() + ? * interval '1 millisecond'
        WHERE task_id = ? AND attempt = ? AND start_key = ? AND expires_at > clock_timestamp()""")
            .param(length.toMillis())
            .param(taskId)
            .param(attempt)
            .param(startKey)
            .update()
        == 1;
  }

  /** Ends a lease; when its attempt started, or empty when there is none (any more). */
  Optional<Instant> end(UUID taskId, int attempt) {
    return jdbc.sql(
            "DELETE FROM task_leases WHERE task_id = ? AND attempt = ? RETURNING started_at")
        .param(taskId)
        .param(attempt)
        .query(OffsetDateTime.class)
        .optional()
        .map(OffsetDateTime::toInstant);
  }

  /**
   * Ends a lease if it has run out; false when it was renewed meanwhile. One that isn't there has
   * run out too: what it held, if it still holds something, has nobody who would report on it.
   */
  boolean endExpired(UUID taskId, int attempt) {
    return jdbc.sql(
            """
            WITH ended AS (
              DELETE FROM task_leases
              WHERE task_id = ? AND attempt = ? AND expires_at <= clock_timestamp()
              RETURNING 1)
            SELECT EXISTS (SELECT FROM ended)
              OR NOT EXISTS (SELECT FROM task_leases WHERE task_id = ? AND attempt = ?)""")
        .param(taskId)
        .param(attempt)
        .param(taskId)
        .param(attempt)
        .query(Boolean.class)
        .single();
  }
}
