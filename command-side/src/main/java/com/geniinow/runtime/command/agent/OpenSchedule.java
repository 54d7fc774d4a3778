package com.geniinow.runtime.command.agent;

import com.geniinow.runtime.events.schedule.CatchUp;
import com.geniinow.runtime.events.schedule.Overlap;
import com.geniinow.runtime.events.schedule.ScheduleEvent.ScheduleCreated;
import com.geniinow.runtime.platform.calendar.DueTimes;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A schedule, as the Agent remembers it.
 *
 * @param nextDueAt when its next run is due; null while it is paused
 * @param lastDueAt the last moment that was decided about; null before the first one
 * @param lastTaskId the last run's; null before the first one
 */
record OpenSchedule(
    String cron,
    String zone,
    Overlap overlap,
    CatchUp catchUp,
    @Nullable Instant nextDueAt,
    @Nullable Instant lastDueAt,
    @Nullable UUID lastTaskId) {
  static OpenSchedule of(ScheduleCreated e) {
    return new OpenSchedule(
        e.cron(), e.zone(), e.overlap(), e.catchUp(), e.nextDueAt(), null, null);
  }

  OpenSchedule paused() {
    return new OpenSchedule(cron, zone, overlap, catchUp, null, lastDueAt, lastTaskId);
  }

  OpenSchedule resumed(Instant next) {
    return new OpenSchedule(cron, zone, overlap, catchUp, next, lastDueAt, lastTaskId);
  }

  OpenSchedule ran(Instant due, UUID task, Instant next) {
    return new OpenSchedule(cron, zone, overlap, catchUp, next, due, task);
  }

  OpenSchedule skipped(Instant lastDue, Instant next) {
    return new OpenSchedule(cron, zone, overlap, catchUp, next, lastDue, lastTaskId);
  }

  /** When runs are due. */
  DueTimes dueTimes() {
    return DueTimes.of(cron, zone);
  }

  /** The first moment after one, and after all that were decided about. */
  Instant nextAfter(Instant moment) {
    var from = lastDueAt == null || moment.isAfter(lastDueAt) ? moment : lastDueAt;
    return dueTimes().after(from);
  }
}
