package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.store.StoreConfiguration;
import com.geniinow.runtime.platform.web.Cursor.TimeAndId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The bulk redrives and the dead-lettered tasks they are about, oldest first. */
@Component
class RedriveTable {
  private static final String COLUMNS =
      """
      SELECT redrive_id, agent_id, dead_lettered_before, requested_by, requested_at, matched,
        redriven, queue_full, quota_exceeded, skipped, finished_at FROM redrives
      """;

  /** Every dead-lettered task of an agent (null: of all) that was given up before a moment. */
  private static final String DEAD =
      """
      FROM agent_tasks WHERE status = 'dead_lettered' AND completed_at < ?
        AND (?::uuid IS NULL OR agent_id = ?)
      """;

  private final JdbcClient system;

  RedriveTable(@Qualifier(StoreConfiguration.SYSTEM) JdbcClient system) {
    this.system = system;
  }

  long count(@Nullable UUID agentId, Instant before) {
    return system
        .sql("SELECT count(*) " + DEAD)
        .param(utc(before))
        .param(agentId)
        .param(agentId)
        .query(Long.class)
        .single();
  }

  List<Dead> dead(@Nullable UUID agentId, Instant before, Optional<TimeAndId> after, int limit) {
    return system
        .sql(
            "SELECT agent_id, task_id, completed_at "
                + DEAD
                + " AND (completed_at, task_id) > (?, ?) ORDER BY completed_at, task_id LIMIT ?")
        .param(utc(before))
        .param(agentId)
        .param(agentId)
        .param(utc(after.map(TimeAndId::at).orElse(Instant.EPOCH)))
        .param(after.map(TimeAndId::id).orElse(new UUID(0, 0)))
        .param(limit)
        .query(
            (row, n) ->
                new Dead(
                    row.getObject(1, UUID.class), row.getObject(2, UUID.class), instant(row, 3)))
        .list();
  }

  void add(BulkRedrive redrive) {
    system
        .sql(
            """
            INSERT INTO redrives (redrive_id, agent_id, dead_lettered_before, requested_by,
              requested_at, matched) VALUES (?, ?, ?, ?, ?, ?)""")
        .param(redrive.redriveId())
        .param(redrive.agentId())
        .param(utc(redrive.deadLetteredBefore()))
        .param(redrive.requestedBy())
        .param(utc(redrive.requestedAt()))
        .param(redrive.matched())
        .update();
  }

  Optional<BulkRedrive> find(UUID redriveId) {
    return system
        .sql(COLUMNS + "WHERE redrive_id = ?")
        .param(redriveId)
        .query(RedriveTable::read)
        .optional();
  }

  /** The oldest one that has not been finished, with the place where it goes on. */
  Optional<Unfinished> next() {
    return system
        .sql(
            """
            SELECT redrive_id, agent_id, dead_lettered_before, requested_by, cursor_at, cursor_task
            FROM redrives WHERE finished_at IS NULL ORDER BY requested_at, redrive_id LIMIT 1""")
        .query(
            (row, n) ->
                new Unfinished(
                    row.getObject(1, UUID.class),
                    row.getObject(2, UUID.class),
                    instant(row, 3),
                    row.getString(4),
                    new TimeAndId(instant(row, 5), row.getObject(6, UUID.class))))
        .optional();
  }

  /**
   * Counts one more task and moves on past it.
   *
   * @param how one of the counters' columns
   */
  void looked(UUID redriveId, Dead task, Outcome how) {
    system
        .sql(
            ("UPDATE redrives SET %1$s = %1$s + 1, cursor_at = ?, cursor_task = ?"
                    + " WHERE redrive_id = ?")
                .formatted(how.column))
        .param(utc(task.deadLetteredAt()))
        .param(task.taskId())
        .param(redriveId)
        .update();
  }

  void finished(UUID redriveId, Instant at) {
    system
        .sql("UPDATE redrives SET finished_at = ? WHERE redrive_id = ?")
        .param(utc(at))
        .param(redriveId)
        .update();
  }

  private static BulkRedrive read(ResultSet row, int n) throws SQLException {
    var finished = row.getObject(11, OffsetDateTime.class);
    return new BulkRedrive(
        row.getObject(1, UUID.class),
        row.getObject(2, UUID.class),
        instant(row, 3),
        row.getString(4),
        instant(row, 5),
        row.getLong(6),
        row.getLong(7),
        row.getLong(8),
        row.getLong(9),
        row.getLong(10),
        finished == null ? null : finished.toInstant());
  }

  private static Instant instant(ResultSet row, int column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  private static OffsetDateTime utc(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }

  /** A dead-lettered task. */
  record Dead(UUID agentId, UUID taskId, Instant deadLetteredAt) {}

  /** A bulk redrive to go on with. */
  record Unfinished(
      UUID redriveId,
      @Nullable UUID agentId,
      Instant deadLetteredBefore,
      String requestedBy,
      TimeAndId cursor) {}

  /** What became of one task. */
  enum Outcome {
    REDRIVEN("redriven"),
    QUEUE_FULL("queue_full"),
    QUOTA_EXCEEDED("quota_exceeded"),
    SKIPPED("skipped");

    private final String column;

    Outcome(String column) {
      this.column = column;
    }
  }
}
