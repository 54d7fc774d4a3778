package com.geniinow.runtime.command.schedule;

import com.geniinow.runtime.command.line.AgentCommand;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Does what a schedule has to do; answers the task that it submitted, if any.
 *
 * @param run what a run submits
 * @param seenAt when somebody saw that there is something to do: a run is as late as it was then,
 *     and one that had to wait in a crowd was not missed
 */
record RunSchedule(UUID agentId, UUID scheduleId, RunTask run, Instant seenAt, Instant at)
    implements AgentCommand<Optional<UUID>> {
  /** Without the task, which is nobody else's. */
  @Override
  public String toString() {
    return "RunSchedule[" + scheduleId + " of agent " + agentId + " at " + at + "]";
  }
}
