package com.geniinow.runtime.query.history;

import com.geniinow.runtime.query.view.agent.AgentView;
import com.geniinow.runtime.query.view.quota.QuotaView;
import com.geniinow.runtime.query.view.schedule.ScheduleView;
import com.geniinow.runtime.query.view.task.TaskItem;
import java.time.Instant;
import java.util.List;

/**
 * An agent as the GET routes showed it at a moment.
 *
 * @param openTasks queued, running and retrying, oldest first
 * @param schedules those that were not deleted, oldest first
 * @param lastEvent the last one that had happened by then
 */
public record PastAgent(
    AgentView agent,
    QuotaView quota,
    List<TaskItem> openTasks,
    List<ScheduleView> schedules,
    Instant asOf,
    PastEvent lastEvent) {}
