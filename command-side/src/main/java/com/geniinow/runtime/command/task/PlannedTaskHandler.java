package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.agent.Agents;
import com.geniinow.runtime.command.agent.OldTask;
import com.geniinow.runtime.command.brake.BrakeCheck;
import com.geniinow.runtime.command.price.Charge;
import com.geniinow.runtime.command.quota.Admission;
import com.geniinow.runtime.command.quota.Quota;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.modelling.command.Aggregate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What the time does to tasks: they come due, and they expire. */
@Component
class PlannedTaskHandler {
  private static final String QUOTA_EXCEEDED = "quota_exceeded";

  private final Agents agents;
  private final TaskTable tasks;
  private final BrakeCheck brakes;
  private final AttemptCost costs;
  private final OwnCalls ownCalls;

  PlannedTaskHandler(
      Agents agents, TaskTable tasks, BrakeCheck brakes, AttemptCost costs, OwnCalls ownCalls) {
    this.agents = agents;
    this.tasks = tasks;
    this.brakes = brakes;
    this.costs = costs;
    this.ownCalls = ownCalls;
  }

  /**
   * Without a place, or while its agent or a brake stops it, the task stays as it is and nothing is
   * on record: it is asked again. What the quota refuses is given up.
   */
  @CommandHandler
  boolean handle(ComeDue c) {
    var both = agents.withQuota(c);
    var agent = both.agent();
    if (!agent.invoke(a -> a.mayComeDue(c.taskId(), c.at()))) {
      return false;
    }
    var task = tasks.readForgotten(c.taskId());
    if (brakes.stopping(c.agentId(), task.type(), task.model()) != null) {
      return false;
    }
    var quota = both.quota();
    var cost =
        costs.ofNext(c.taskId(), task.model(), task.estimatedTokens(), quota, c.at()).orElse(null);
    var refused = refused(quota, c, task, cost);
    if (cost == null || refused != null) {
      var reason = refused == null ? QUOTA_EXCEEDED : refused;
      agent.execute(a -> a.refuseDue(c.taskId(), error(reason), reason, c.at()));
      return true;
    }
    var due =
        new OldTask(
            c.taskId(),
            1,
            task.type(),
            task.model(),
            task.estimatedTokens(),
            cost.usd(),
            task.plan().onceQueued().stored());
    agent.execute(a -> a.comeDue(due, c.at()));
    return true;
  }

  /** Why it is not admitted, at the price of now; null where it is. */
  private @Nullable String refused(
      Aggregate<Quota> quota, ComeDue c, TaskTable.Forgotten task, @Nullable Charge cost) {
    if (cost == null) {
      return QUOTA_EXCEEDED;
    }
    if (ownCalls.exceeded(c.taskId(), task.type(), quota, null, cost.usd()) != null) {
      return "task_budget_exceeded";
    }
    var admission =
        quota.invoke(
            q ->
                q.reserve(
                    c.taskId(),
                    1,
                    task.type(),
                    task.estimatedTokens(),
                    cost.usd(),
                    cost.price(),
                    c.at()));
    return admission instanceof Admission.Admitted ? null : QUOTA_EXCEEDED;
  }

  private static String error(String reason) {
    return reason.equals(QUOTA_EXCEEDED)
        ? "The quota refused it when it was due."
        : "Its own limits left its call no room when it was due.";
  }

  @CommandHandler
  boolean handle(ExpireTask c) {
    var both = agents.withQuota(c);
    var attempt = both.agent().invoke(a -> a.expire(c.taskId(), c.at()));
    if (attempt == null) {
      return false;
    }
    both.quota().execute(q -> q.release(c.taskId(), attempt, "expired", c.at()));
    return true;
  }
}
