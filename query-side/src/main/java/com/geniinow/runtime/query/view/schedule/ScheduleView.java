package com.geniinow.runtime.query.view.schedule;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.geniinow.runtime.events.schedule.CatchUp;
import com.geniinow.runtime.events.schedule.Overlap;
import com.geniinow.runtime.platform.calendar.DueTimes;
import io.swagger.v3.oas.annotations.media.Schema;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A schedule as the routes show it.
 *
 * @param status {@code active} or {@code paused}
 * @param nextRuns when the next five runs are due; none while it is paused
 * @param lastDueAt the last moment that was decided about: that run happened, or was skipped
 * @param lastTaskId the last run's
 * @param lastSkip the last run that did not happen
 */
public record ScheduleView(
    UUID scheduleId,
    UUID agentId,
    @Schema(allowableValues = {"active", "paused"}) String status,
    String cron,
    String zone,
    @JsonRawValue String task,
    Overlap overlap,
    CatchUp catchUp,
    List<Instant> nextRuns,
    @Nullable Instant lastDueAt,
    @Nullable UUID lastTaskId,
    @Nullable Skip lastSkip,
    String createdBy,
    Instant createdAt) {
  /** How many runs to come are shown. */
  private static final int RUNS = 5;

  /**
   * A run that did not happen.
   *
   * @param reason why, in one word
   */
  public record Skip(Instant dueAt, String reason) {}

  /** What {@link #of} reads, up to the WHERE. */
  public static final String SELECT =
      """
      SELECT s.schedule_id, s.agent_id, s.cron, s.zone, s.task, s.overlap, s.catch_up,
        s.next_due_at, s.last_due_at, s.last_task_id, s.last_skip_at, s.last_skip_reason,
        s.created_by, s.created_at
      FROM agent_schedules s
      """;

  /** Reads a row. */
  public static ScheduleView of(ResultSet row, int n) throws SQLException {
    var cron = row.getString("cron");
    var zone = row.getString("zone");
    var next = instant(row, "next_due_at");
    var skipped = instant(row, "last_skip_at");
    return new ScheduleView(
        row.getObject("schedule_id", UUID.class),
        row.getObject("agent_id", UUID.class),
        next == null ? "paused" : "active",
        cron,
        zone,
        row.getString("task"),
        Overlap.of(row.getString("overlap")),
        CatchUp.of(row.getString("catch_up")),
        next == null ? List.of() : runs(cron, zone, next),
        instant(row, "last_due_at"),
        row.getObject("last_task_id", UUID.class),
        skipped == null ? null : new Skip(skipped, row.getString("last_skip_reason")),
        row.getString("created_by"),
        Objects.requireNonNull(instant(row, "created_at")));
  }

  /** The first one as it was reckoned when the one before it was decided about. */
  private static List<Instant> runs(String cron, String zone, Instant next) {
    List<Instant> runs = new ArrayList<>(List.of(next));
    runs.addAll(DueTimes.of(cron, zone).after(next, RUNS - 1));
    return runs;
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    var at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }
}
