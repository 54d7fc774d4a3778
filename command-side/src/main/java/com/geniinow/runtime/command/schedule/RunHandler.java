package com.geniinow.runtime.command.schedule;

import com.geniinow.runtime.command.agent.Agent;
import com.geniinow.runtime.command.agent.AgentAndQuota;
import com.geniinow.runtime.command.agent.Agents;
import com.geniinow.runtime.command.agent.DueRun;
import com.geniinow.runtime.command.agent.DueRun.Missed;
import com.geniinow.runtime.command.refusal.RefusedException;
import com.geniinow.runtime.command.task.TaskIntake;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.axonframework.commandhandling.CommandHandler;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Decides about each moment at which a schedule is due, once: in the transaction that submits the
 * run, or that says why it does not happen.
 */
@Component
class RunHandler {
  /** How late a run may be seen that was not missed: no more than is between two. */
  private static final Duration GRACE = Duration.ofMinutes(1);

  private static final String MISSED = "missed";
  private static final RunTask.Bad OVERLAPS = new RunTask.Bad("overlap", null);

  private final Agents agents;
  private final TaskIntake intake;

  RunHandler(Agents agents, TaskIntake intake) {
    this.agents = agents;
    this.intake = intake;
  }

  @CommandHandler
  Optional<UUID> handle(RunSchedule c) {
    var both = agents.withQuota(c);
    var agent = both.agent();
    var missedUntil = c.seenAt().minus(GRACE);
    var run = agent.invoke(a -> a.dueRun(c.scheduleId(), missedUntil, c.at()));
    if (run == null) {
      return Optional.empty();
    }
    var missed = run.missed();
    if (missed != null) {
      agent.execute(a -> a.skipRuns(c.scheduleId(), missed, MISSED, null, c.at()));
    }
    var due = run.dueAt();
    if (due == null) {
      return Optional.empty();
    }
    var task = run.taskId(due);
    var not = submit(both, c, run, task);
    if (not != null) {
      var one = new Missed(due, due, 1);
      agent.execute(a -> a.skipRuns(c.scheduleId(), one, not.reason(), not.detail(), c.at()));
      return Optional.empty();
    }
    agent.execute(a -> a.runSchedule(c.scheduleId(), due, task, c.at()));
    return Optional.of(task);
  }

  /** Why a run is not submitted; null where it was. */
  private RunTask.@Nullable Bad submit(AgentAndQuota both, RunSchedule c, DueRun due, UUID taskId) {
    try {
      both.agent().execute(Agent::mustBeActive);
      if (due.overlaps()) {
        return OVERLAPS;
      }
      return switch (c.run()) {
        case RunTask.Bad bad -> bad;
        case RunTask.Good good -> RunTask.Bad.of(intake.take(both, good.task().as(taskId)));
      };
    } catch (RefusedException e) {
      if (e.refusal().isPassing()) {
        throw e;
      }
      return RunTask.Bad.of(e.refusal());
    }
  }
}
