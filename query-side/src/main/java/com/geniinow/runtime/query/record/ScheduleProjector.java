package com.geniinow.runtime.query.record;

import com.geniinow.runtime.events.schedule.ScheduleEvent;
import com.geniinow.runtime.events.schedule.ScheduleEvent.ScheduleCreated;
import com.geniinow.runtime.events.schedule.ScheduleEvent.ScheduleDeleted;
import com.geniinow.runtime.events.schedule.ScheduleEvent.SchedulePaused;
import com.geniinow.runtime.events.schedule.ScheduleEvent.ScheduleRan;
import com.geniinow.runtime.events.schedule.ScheduleEvent.ScheduleResumed;
import com.geniinow.runtime.events.schedule.ScheduleEvent.ScheduleSkipped;
import com.geniinow.runtime.query.record.Change.Update;

/** The table agent_schedules: a row for each schedule there is; and whose run a task is. */
public final class ScheduleProjector implements Projector {
  @Override
  public void project(StoredEvent event, Writes writes) {
    if (event.payload() instanceof ScheduleEvent happened) {
      switch (happened) {
        case ScheduleCreated e -> insert(e, writes);
        case SchedulePaused e -> update(e, writes).set("next_due_at", null);
        case ScheduleResumed e -> update(e, writes).set("next_due_at", e.nextDueAt());
        case ScheduleDeleted e -> writes.delete("agent_schedules", "schedule_id", e.scheduleId());
        case ScheduleRan e -> {
          update(e, writes)
              .set("next_due_at", e.nextDueAt())
              .set("last_due_at", e.dueAt())
              .set("last_task_id", e.taskId());
          writes.update("agent_tasks", "task_id", e.taskId()).set("schedule_id", e.scheduleId());
        }
        case ScheduleSkipped e ->
            update(e, writes)
                .set("next_due_at", e.nextDueAt())
                .set("last_due_at", e.lastDueAt())
                .set("last_skip_at", e.lastDueAt())
                .set("last_skip_reason", e.reason());
      }
    }
  }

  private static Update update(ScheduleEvent e, Writes writes) {
    return writes.update("agent_schedules", "schedule_id", e.scheduleId());
  }

  private static void insert(ScheduleCreated e, Writes writes) {
    writes
        .insert("agent_schedules", e.agentId())
        .set("schedule_id", e.scheduleId())
        .set("cron", e.cron())
        .set("zone", e.zone())
        .set("task", e.task())
        .set("overlap", e.overlap().wire())
        .set("catch_up", e.catchUp().wire())
        .set("created_by", e.by())
        .set("created_at", e.at())
        .set("next_due_at", e.nextDueAt());
  }
}
