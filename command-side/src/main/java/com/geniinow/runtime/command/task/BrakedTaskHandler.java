package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.agent.Agents;
import com.geniinow.runtime.command.agent.OpenTask;
import com.geniinow.runtime.command.brake.BrakeCheck;
import com.geniinow.runtime.command.price.Charge;
import com.geniinow.runtime.command.price.Prices;
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
  private final Prices prices;
  private final OwnCalls ownCalls;

  BrakedTaskHandler(
      Agents agents, TaskLeaseTable leases, BrakeCheck brakes, Prices prices, OwnCalls ownCalls) {
    this.agents = agents;
    this.leases = leases;
    this.brakes = brakes;
    this.prices = prices;
    this.ownCalls = ownCalls;
  }

  /** Its hold stays until its process has said what it used, or its lease has ended. */
  @CommandHandler
  boolean handle(EndForBrake c) {
    var agent = agents.of(c);
    var task = agent.invoke(a -> a.openTask(c.taskId()));
    var brake = task == null ? null : brakes.stopping(c.agentId(), task.type(), task.model());
    if (brake == null
        || !agent.invoke(a -> a.brake(c.taskId(), c.attempt(), brake.brakeId(), c.at()))) {
      return false;
    }
    leases.brake(c.taskId(), c.attempt(), c.at());
    return true;
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
    var policy = both.quota().invoke(q -> q.policyOfMoney(c.at()));
    var cost = prices.worstCase(task.model(), task.estimatedTokens(), policy, c.at()).orElse(null);
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
