package com.geniinow.runtime.command.agent;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.geniinow.runtime.command.agent.DueRun.Missed;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.events.schedule.CatchUp;
import com.geniinow.runtime.events.schedule.Overlap;
import com.geniinow.runtime.events.schedule.ScheduleEvent;
import com.geniinow.runtime.events.schedule.ScheduleEvent.ScheduleCreated;
import com.geniinow.runtime.events.schedule.ScheduleEvent.ScheduleDeleted;
import com.geniinow.runtime.events.schedule.ScheduleEvent.SchedulePaused;
import com.geniinow.runtime.events.schedule.ScheduleEvent.ScheduleRan;
import com.geniinow.runtime.events.schedule.ScheduleEvent.ScheduleResumed;
import com.geniinow.runtime.events.schedule.ScheduleEvent.ScheduleSkipped;
import com.geniinow.runtime.platform.calendar.DueTimes;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The schedules of an agent; part of it. Each moment at which one is due is decided about once: the
 * run happens, or it is on record that it did not and why. The last such moment only ever moves on,
 * whatever the clock does.
 */
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
final class Schedules {
  private Map<UUID, OpenSchedule> all = new LinkedHashMap<>();

  // ---- decide ----

  void create(UUID agentId, NewSchedule schedule, String by, Instant at) {
    if (all.size() >= Agent.MAX_SCHEDULES) {
      throw new Refusal.WrongState(
              "The agent has " + Agent.MAX_SCHEDULES + " schedules, as many as it may.")
          .exception();
    }
    var due = DueTimes.of(schedule.cron(), schedule.zone());
    apply(
        new ScheduleCreated(
            agentId,
            schedule.scheduleId(),
            schedule.cron(),
            schedule.zone(),
            schedule.task(),
            schedule.overlap(),
            schedule.catchUp(),
            due.after(at),
            by,
            at));
  }

  /** Pausing a paused one changes nothing. */
  void pause(UUID agentId, UUID scheduleId, String by, Instant at) {
    if (of(scheduleId).nextDueAt() != null) {
      apply(new SchedulePaused(agentId, scheduleId, by, at));
    }
  }

  /** Resuming one that is not paused changes nothing. */
  void resume(UUID agentId, UUID scheduleId, String by, Instant at) {
    var schedule = of(scheduleId);
    if (schedule.nextDueAt() == null) {
      apply(new ScheduleResumed(agentId, scheduleId, schedule.nextAfter(at), by, at));
    }
  }

  void delete(UUID agentId, UUID scheduleId, String by, Instant at) {
    of(scheduleId);
    apply(new ScheduleDeleted(agentId, scheduleId, by, at));
  }

  void deleteAll(UUID agentId, String by, Instant at) {
    List.copyOf(all.keySet()).forEach(id -> apply(new ScheduleDeleted(agentId, id, by, at)));
  }

  /**
   * What there is to do; null for nothing.
   *
   * @param missedUntil what was due then or before is missed
   * @param lives whether a task has not ended
   */
  @Nullable DueRun due(UUID scheduleId, Instant missedUntil, Instant at, Predicate<UUID> lives) {
    var schedule = all.get(scheduleId);
    if (schedule == null || schedule.nextDueAt() == null || schedule.nextDueAt().isAfter(at)) {
      return null;
    }
    var first = schedule.nextDueAt();
    var times = schedule.dueTimes();
    // The first one is due though the zone's rules may be others by now.
    var last = times.latest(first, at).orElse(first);
    var runs = schedule.catchUp() == CatchUp.LAST || last.isAfter(missedUntil);
    var overlaps =
        schedule.overlap() == Overlap.SKIP
            && schedule.lastTaskId() != null
            && lives.test(schedule.lastTaskId());
    long others = Math.max(0, times.count(first.plusNanos(1), last) - 1);
    if (!runs) {
      long all = last.equals(first) ? 1 : others + 2;
      return new DueRun(scheduleId, new Missed(first, last, all), null, overlaps);
    }
    if (last.equals(first)) {
      return new DueRun(scheduleId, null, last, overlaps);
    }
    var lastMissed = times.latest(first, last.minusNanos(1)).orElse(first);
    return new DueRun(scheduleId, new Missed(first, lastMissed, others + 1), last, overlaps);
  }

  /** The run is submitted. */
  void run(UUID agentId, UUID scheduleId, Instant due, UUID taskId, Instant at) {
    apply(
        new ScheduleRan(
            agentId, scheduleId, due, taskId, of(scheduleId).dueTimes().after(due), at));
  }

  /** The runs don't happen. */
  void skip(
      UUID agentId,
      UUID scheduleId,
      Missed runs,
      String reason,
      @Nullable String detail,
      Instant at) {
    apply(
        new ScheduleSkipped(
            agentId,
            scheduleId,
            runs.firstDueAt(),
            runs.lastDueAt(),
            runs.runs(),
            reason,
            detail,
            of(scheduleId).dueTimes().after(runs.lastDueAt()),
            at));
  }

  private OpenSchedule of(UUID scheduleId) {
    var schedule = all.get(scheduleId);
    if (schedule == null) {
      throw new Refusal.NotFound("schedule", scheduleId).exception();
    }
    return schedule;
  }

  // ---- evolve ----

  void on(ScheduleEvent event) {
    switch (event) {
      case ScheduleCreated e -> all.put(e.scheduleId(), OpenSchedule.of(e));
      case SchedulePaused e -> all.computeIfPresent(e.scheduleId(), (id, s) -> s.paused());
      case ScheduleResumed e ->
          all.computeIfPresent(e.scheduleId(), (id, s) -> s.resumed(e.nextDueAt()));
      case ScheduleDeleted e -> all.remove(e.scheduleId());
      case ScheduleRan e ->
          all.computeIfPresent(
              e.scheduleId(), (id, s) -> s.ran(e.dueAt(), e.taskId(), e.nextDueAt()));
      case ScheduleSkipped e ->
          all.computeIfPresent(e.scheduleId(), (id, s) -> s.skipped(e.lastDueAt(), e.nextDueAt()));
    }
  }

  @Override
  public String toString() {
    return all.toString();
  }
}
