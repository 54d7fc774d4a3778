package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.agent.Agent;
import com.geniinow.runtime.command.agent.AgentAndQuota;
import com.geniinow.runtime.command.agent.NewTask;
import com.geniinow.runtime.command.brake.BrakeCheck;
import com.geniinow.runtime.command.line.AgentEntry;
import com.geniinow.runtime.command.line.IdempotencyKeyTable;
import com.geniinow.runtime.command.price.Charge;
import com.geniinow.runtime.command.quota.Admission;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.command.refusal.RefusedException;
import com.geniinow.runtime.events.Usd;
import com.geniinow.runtime.events.quota.OveragePolicy;
import com.geniinow.runtime.events.task.TaskPlan;
import com.geniinow.runtime.platform.trace.Traces;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Objects;
import org.axonframework.modelling.command.Aggregate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Admission: the agent's depth and the quota's reservation in one unit of work. */
@Component
public class TaskIntake {
  private final IdempotencyKeyTable keys;
  private final TaskTable rows;
  private final Traces traces;
  private final AttemptCost costs;
  private final OwnCalls ownCalls;
  private final BrakeCheck brakes;
  private final Callbacks callbacks;
  private final Timer admissions;

  TaskIntake(
      IdempotencyKeyTable keys,
      TaskTable rows,
      Traces traces,
      AttemptCost costs,
      OwnCalls ownCalls,
      BrakeCheck brakes,
      Callbacks callbacks,
      MeterRegistry registry) {
    this.keys = keys;
    this.rows = rows;
    this.traces = traces;
    this.costs = costs;
    this.ownCalls = ownCalls;
    this.brakes = brakes;
    this.callbacks = callbacks;
    this.admissions =
        Timer.builder("genii.quota.admission")
            .description("Loading a quota and deciding on a reservation, inside a submission")
            .publishPercentileHistogram()
            .minimumExpectedValue(Duration.ofNanos(10_000))
            .maximumExpectedValue(Duration.ofSeconds(1))
            .register(registry);
  }

  /**
   * Takes a task if its agent and the quota do, in the command's transaction.
   *
   * @throws RefusedException when it is refused and nothing of that must be recorded
   */
  public SubmitResult take(AgentAndQuota both, SubmitTask c) {
    var agent = both.agent();
    if (c.idempotencyKey() != null) {
      var first = keys.find(c.agentId(), c.idempotencyKey(), c.requestHash(), c.at());
      if (first.isPresent()) {
        return new SubmitResult.Replayed(first.get());
      }
    }
    // Whoever asks again hears the first answer, whatever the prices and limits are by now.
    var cost = cost(both, c);
    var callback = mustFit(c, cost);
    agent.execute(Agent::mustBeActive);
    brakes.mustMayBegin(c.agentId(), c.type(), c.model());
    var plan = plan(c, agent, cost);
    if (plan.firstState().isOpen() && agent.invoke(Agent::isFull)) {
      return new SubmitResult.QueueFull(Agent.MAX_OPEN_TASKS);
    }
    if (plan.runAt() != null && agent.invoke(Agent::isFullOfLater)) {
      return new SubmitResult.QueueFull(Agent.MAX_SCHEDULED_TASKS);
    }
    // What is for later holds nothing before its time.
    var admission =
        plan.runAt() == null
            ? admissions.record(() -> reserve(both, c, cost))
            : new Admission.Admitted();
    return switch (Objects.requireNonNull(admission)) {
      case Admission.Refused refused ->
          new SubmitResult.OverQuota(refused.why(), both.quota().version());
      case Admission.Admitted admitted -> {
        var task =
            new NewTask(
                c.taskId(),
                c.type(),
                c.payload(),
                c.model(),
                c.estimatedTokens(),
                Usd.of(cost.usd()),
                c.idempotencyKey(),
                c.limits(),
                plan.stored(),
                c.labels(),
                c.payloadSha256());
        agent.execute(a -> a.submit(task, c.at()));
        if (callback != null) {
          agent.execute(a -> a.callBack(c.taskId(), callback.webhookId(), callback.url(), c.at()));
        }
        var traceparent = traces.current();
        if (traceparent != null) {
          rows.trace(c.taskId(), traceparent, c.at());
        }
        if (c.idempotencyKey() != null) {
          keys.keep(
              c.agentId(),
              c.idempotencyKey(),
              c.requestHash(),
              SubmittedTask.of(c.agentId(), task, c.at()).json(),
              c.at());
        }
        yield new SubmitResult.Accepted(
            SubmittedTask.of(c.agentId(), task, c.at()),
            TaskPlan.turn(plan.priority(), c.at()),
            AgentEntry.concurrencyNow());
      }
    };
  }

  /**
   * Refuses what would not be taken at any time, as things are: it has no price, does not fit its
   * type's schema, or its own limits, or calls back where the agent has no webhook.
   *
   * @throws RefusedException when it is so
   */
  public void mustBeSound(AgentAndQuota both, SubmitTask c) {
    mustFit(c, cost(both, c));
  }

  private Charge cost(AgentAndQuota both, SubmitTask c) {
    var price = costs.ofFirst(c.model(), c.estimatedTokens(), c.limits(), c.at());
    if (price.isEmpty()
        && both.quota().invoke(q -> q.policyOfMoney(c.at())) != OveragePolicy.ALLOW) {
      throw noPrice().exception();
    }
    return price.orElse(Charge.NOTHING);
  }

  /** Returns who is called back, or null for nobody. */
  private Callbacks.@Nullable Callback mustFit(SubmitTask c, Charge cost) {
    if (c.unfit() != null) {
      throw c.unfit().exception();
    }
    var callback = c.callbackUrl() == null ? null : callbacks.of(c.callbackUrl());
    ownCalls.mustFit(c.type(), c.limits(), cost.usd());
    return callback;
  }

  /** Whoever costs more than its agent may spend unasked must be approved. */
  private static TaskPlan plan(SubmitTask c, Aggregate<Agent> agent, Charge cost) {
    return agent.invoke(a -> a.mustBeApproved(cost.usd()))
        ? c.planned().withApproval()
        : c.planned().plan();
  }

  static Refusal noPrice() {
    return new Refusal.InvalidValue("model", "has no price in this runtime");
  }

  private static Admission reserve(AgentAndQuota both, SubmitTask c, Charge cost) {
    return both.quota()
        .invoke(
            q ->
                q.reserve(
                    c.taskId(),
                    1,
                    c.type(),
                    c.estimatedTokens(),
                    cost.usd(),
                    cost.price(),
                    c.at()));
  }
}
