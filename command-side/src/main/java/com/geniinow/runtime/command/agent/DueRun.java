package com.geniinow.runtime.command.agent;

import com.geniinow.runtime.events.schedule.ScheduleEvent;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a schedule has to do at a moment.
 *
 * @param missed what was due while nobody was there, and does not happen; null for nothing
 * @param dueAt when the run was due that is to happen now; null for none
 * @param overlaps whether it is not to happen as the one before it has not ended
 */
public record DueRun(
    UUID scheduleId, @Nullable Missed missed, @Nullable Instant dueAt, boolean overlaps) {
  /** Runs from the first to the last, both included. */
  public record Missed(Instant firstDueAt, Instant lastDueAt, long runs) {}

  /** The task of the run that is to happen. */
  public UUID taskId(Instant due) {
    return ScheduleEvent.taskOf(scheduleId, due);
  }
}
