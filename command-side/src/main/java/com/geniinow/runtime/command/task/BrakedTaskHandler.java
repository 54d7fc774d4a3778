package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.agent.Agent;
import com.geniinow.runtime.command.agent.Agents;
import com.geniinow.runtime.command.agent.OpenTask;
import com.geniinow.runtime.command.brake.BrakeCheck;
import com.geniinow.runtime.command.price.Charge;
import com.geniinow.runtime.command.quota.Admission;
import com.geniinow.runtime.command.quota.Quota;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.modelling.command.Aggregate;
import org.springframework.stereotype.Component;

/** What brakes do to tasks, and what becomes of those then. */
@Component
class BrakedTaskHandler {
  private final Agents agents;
  private final TaskLeaseTable leases;
  private final BrakeCheck brakes;
  private final AttemptCost costs;
  private final OwnCalls ownCalls;

  BrakedTaskHandler(
      Agents agents,
      TaskLeaseTable leases,
      BrakeCheck brakes,
      AttemptCost costs,
      OwnCalls ownCalls) {
    this.agents = agents;
    this.leases = leases;
    this.brakes = brakes;
    this.costs = costs;
    this.ownCalls = ownCalls;
  }

  /**
   * Their holds stay until their processes have said what they used, or their leases have ended.
   */
  @CommandHandler
  boolean handle(EndForBrake c) {
    var agent = agents.of(c);
    var ended = c.attempts().stream().filter(running -> end(agent, running, c)).toList();
    leases.brake(ended, c.at());
    return !ended.isEmpty();
  }

  private boolean end(Aggregate<Agent> agent, EndForBrake.Running running, EndForBrake c) {
    var task = agent.invoke(a -> a.openTask(running.taskId()));
    var brake = task == null ? null : brakes.stopping(c.agentId(), task.type(), task.model());
    return brake != null
        && agent.invoke(a -> a.brake(running.taskId(), running.attempt(), brake.brakeId(), c.at()));
  }

  /**
   * A task whose own limits leave no room for another attempt is over, and not by the brake.
   * Without room nothing is refused, and nothing is on record: the task only waits.
   */
  @CommandHandler
  boolean handle(GoOnAfterBrake c) {
    var both = agents.withQuota(c);
    var agent = both.agent();
    var task = agent.invoke(a -> a.openTask(c.taskId()));
    if (task == null
        || !agent.invoke(a -> a.isWaitingForRoom(c.taskId()))
        || brakes.stopping(c.agentId(), task.type(), task.model()) != null
        // What the ended attempt used is not known before, and counts in the task's own limits.
        || (ownCalls.areBound(c.taskId(), task.type())
            && both.quota().invoke(q -> q.reserved(c.taskId(), task.attempt() - 1)) != null)) {
      return false;
    }
    var cost =
        costs
            .ofNext(c.taskId(), task.model(), task.estimatedTokens(), both.quota(), c.at())
            .orElse(null);
    if (cost == null) {
      return false;
    }
    if (ownCalls.exceeded(c.taskId(), task.type(), both.quota(), null, cost.usd()) != null) {
      agent.execute(a -> a.cancel(c.taskId(), "task_budget_exceeded", "runtime", c.at()));
      return true;
    }
    if (!reserve(both.quota(), c, task, cost)) {
      return false;
    }
    agent.execute(a -> a.unbrake(c.taskId(), c.at()));
    return true;
  }

  /** At the price of now. */
  private static boolean reserve(
      Aggregate<Quota> quota, GoOnAfterBrake c, OpenTask task, Charge cost) {
    if (!quota.invoke(q -> q.hasRoom(task.estimatedTokens(), cost.usd(), c.at()))) {
      return false;
    }
    var admission =
        quota.invoke(
            q ->
                q.reserve(
                    c.taskId(),
                    task.attempt(),
                    task.type(),
                    task.estimatedTokens(),
                    cost.usd(),
                    cost.price(),
                    c.at()));
    return admission instanceof Admission.Admitted;
  }
}
