package com.geniinow.runtime.command.schedule;

import com.geniinow.runtime.command.agent.NewSchedule;
import com.geniinow.runtime.command.line.AgentCommand;
import com.geniinow.runtime.command.task.SubmitTask;
import java.time.Instant;
import java.util.UUID;

/**
 * Gives an agent a schedule.
 *
 * @param first what a run would submit now
 */
record CreateSchedule(UUID agentId, NewSchedule schedule, SubmitTask first, String by, Instant at)
    implements AgentCommand<Void> {}
