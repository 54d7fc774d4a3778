package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.agent.Agent;
import com.geniinow.runtime.command.agent.Agents;
import com.geniinow.runtime.command.agent.ChangeStatus;
import com.geniinow.runtime.command.agent.OldTask;
import com.geniinow.runtime.command.brake.BrakeCheck;
import com.geniinow.runtime.command.quota.Admission;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.events.task.TaskState;
import org.axonframework.commandhandling.CommandHandler;
import org.springframework.stereotype.Component;

/** What people do to tasks and agents. */
@Component
class LifecycleHandler {
  private final Agents agents;
  private final TaskTable tasks;
  private final AttemptCost costs;
  private final OwnCalls ownCalls;
  private final BrakeCheck brakes;

  LifecycleHandler(
      Agents agents, TaskTable tasks, AttemptCost costs, OwnCalls ownCalls, BrakeCheck brakes) {
    this.agents = agents;
    this.tasks = tasks;
    this.costs = costs;
    this.ownCalls = ownCalls;
    this.brakes = brakes;
  }

  @CommandHandler
  void handle(CancelTask c) {
    Termination.cancel(agents.withQuota(c), c.taskId(), c.reason(), c.by(), c.at());
  }

  /** Terminating cancels what is open or scheduled; a suspended agent's queued tasks only wait. */
  @CommandHandler
  void handle(ChangeStatus c) {
    var both = agents.withQuota(c);
    var agent = both.agent();
    switch (c.to()) {
      case SUSPENDED -> agent.execute(a -> a.suspend(c.reason(), c.by(), c.at()));
      case ACTIVE -> {
        if (agent.invoke(a -> a.resume(c.reason(), c.by(), c.at()))) {
          both.quota().execute(q -> q.restartRate(c.at()));
        }
      }
      case TERMINATED -> Termination.of(both, c.reason(), c.by(), c.at());
    }
  }

  @CommandHandler
  RedriveResult handle(RedriveTask c) {
    var both = agents.withQuota(c);
    var agent = both.agent();
    var quota = both.quota();
    var task = tasks.readForgotten(c.taskId());
    if (task.status() != TaskState.DEAD_LETTERED) {
      throw new Refusal.WrongState(
              "Task " + c.taskId() + " is " + task.status().wire() + ", not dead_lettered.")
          .exception();
    }
    agent.execute(Agent::mustBeActive);
    if (task.payloadErased()) {
      throw new Refusal.PayloadErased(c.taskId()).exception();
    }
    brakes.mustMayBegin(c.agentId(), task.type(), task.model());
    if (agent.invoke(Agent::isFull)) {
      return new RedriveResult.QueueFull();
    }
    var attempt = task.attempts() + 1;
    var cost =
        costs
            .ofNext(c.taskId(), task.model(), task.estimatedTokens(), quota, c.at())
            .orElseThrow(() -> TaskIntake.noPrice().exception());
    var passed = ownCalls.exceeded(c.taskId(), task.type(), quota, null, cost.usd());
    if (passed != null) {
      throw new Refusal.WrongState(
              "Task %s may make no further call: its max_%s."
                  .formatted(c.taskId(), passed.equals("cost") ? "cost_usd" : passed))
          .exception();
    }
    var admission =
        quota.invoke(
            q ->
                q.reserve(
                    c.taskId(),
                    attempt,
                    task.type(),
                    task.estimatedTokens(),
                    cost.usd(),
                    cost.price(),
                    c.at()));
    if (admission instanceof Admission.Refused refused) {
      return new RedriveResult.OverQuota(refused.why(), quota.version());
    }
    agent.execute(
        a ->
            a.redrive(
                new OldTask(
                    c.taskId(),
                    attempt,
                    task.type(),
                    task.model(),
                    task.estimatedTokens(),
                    cost.usd(),
                    task.plan().onceRedriven().stored()),
                c.by(),
                c.at()));
    return new RedriveResult.Redriven();
  }
}
