package com.geniinow.runtime.events.schedule;

import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.events.RuntimeEvent;
import com.geniinow.runtime.events.Sealed;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What happens to a schedule. Each says when the next run is due, as it was reckoned then: rules of
 * time zones change, and what has happened must not.
 */
public sealed interface ScheduleEvent extends RuntimeEvent {
  UUID scheduleId();

  /** The task of the run that is due at a moment: whoever makes it, there is one. */
  static UUID taskOf(UUID scheduleId, Instant dueAt) {
    return Ids.derive(scheduleId, dueAt.toString());
  }

  /**
   * There is one.
   *
   * @param cron five fields
   * @param zone by IANA's name
   * @param task what each run submits, as the body of a submission
   * @param by who made it, and so submits its tasks
   */
  record ScheduleCreated(
      UUID agentId,
      UUID scheduleId,
      String cron,
      String zone,
      @Sealed Json task,
      Overlap overlap,
      CatchUp catchUp,
      Instant nextDueAt,
      String by,
      Instant at)
      implements ScheduleEvent {}

  /** Nothing is due any more. */
  record SchedulePaused(UUID agentId, UUID scheduleId, String by, Instant at)
      implements ScheduleEvent {}

  /** Runs are due again, none of those in between. */
  record ScheduleResumed(UUID agentId, UUID scheduleId, Instant nextDueAt, String by, Instant at)
      implements ScheduleEvent {}

  /** It is no more; tasks that it made go on. */
  record ScheduleDeleted(UUID agentId, UUID scheduleId, String by, Instant at)
      implements ScheduleEvent {}

  /**
   * A run was submitted, by the TaskSubmitted before it.
   *
   * @param dueAt when it was due
   * @param taskId {@link #taskOf}
   */
  record ScheduleRan(
      UUID agentId, UUID scheduleId, Instant dueAt, UUID taskId, Instant nextDueAt, Instant at)
      implements ScheduleEvent {}

  /**
   * Runs that did not happen and never will.
   *
   * @param firstDueAt when the first of them was due
   * @param lastDueAt the last
   * @param runs how many there are, these two included
   * @param reason in one word, such as {@code missed}
   * @param detail the same for a person; null where the word says all
   */
  record ScheduleSkipped(
      UUID agentId,
      UUID scheduleId,
      Instant firstDueAt,
      Instant lastDueAt,
      long runs,
      String reason,
      @Sealed @Nullable String detail,
      Instant nextDueAt,
      Instant at)
      implements ScheduleEvent {}
}
