package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.agent.Agent;
import com.geniinow.runtime.command.agent.AgentAndQuota;
import com.geniinow.runtime.command.agent.Agents;
import com.geniinow.runtime.command.agent.NewTask;
import com.geniinow.runtime.command.brake.BrakeCheck;
import com.geniinow.runtime.command.line.IdempotencyKeyTable;
import com.geniinow.runtime.command.price.Charge;
import com.geniinow.runtime.command.price.Prices;
import com.geniinow.runtime.command.quota.Admission;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.events.Usd;
import com.geniinow.runtime.events.quota.OveragePolicy;
import com.geniinow.runtime.platform.trace.Traces;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Objects;
import org.axonframework.commandhandling.CommandHandler;
import org.springframework.stereotype.Component;

/** Admission: the agent's depth and the quota's reservation in one unit of work. */
@Component
class SubmitHandler {
  private final Agents agents;
  private final IdempotencyKeyTable keys;
  private final TaskTable rows;
  private final Traces traces;
  private final Prices prices;
  private final OwnCalls ownCalls;
  private final BrakeCheck brakes;
  private final Timer admissions;

  SubmitHandler(
      Agents agents,
      IdempotencyKeyTable keys,
      TaskTable rows,
      Traces traces,
      Prices prices,
      OwnCalls ownCalls,
      BrakeCheck brakes,
      MeterRegistry registry) {
    this.agents = agents;
    this.keys = keys;
    this.rows = rows;
    this.traces = traces;
    this.prices = prices;
    this.ownCalls = ownCalls;
    this.brakes = brakes;
    this.admissions =
        Timer.builder("genii.quota.admission")
            .description("Loading a quota and deciding on a reservation, inside a submission")
            .publishPercentileHistogram()
            .minimumExpectedValue(Duration.ofNanos(10_000))
            .maximumExpectedValue(Duration.ofSeconds(1))
            .register(registry);
  }

  @CommandHandler
  SubmitResult handle(SubmitTask c) {
    var both = agents.withQuota(c);
    var agent = both.agent();
    var price = prices.worstCase(c.model(), c.estimatedTokens(), c.at());
    if (price.isEmpty()
        && both.quota().invoke(q -> q.policyOfMoney(c.at())) != OveragePolicy.ALLOW) {
      throw noPrice().exception();
    }
    if (c.idempotencyKey() != null) {
      var first = keys.find(c.agentId(), c.idempotencyKey(), c.requestHash(), c.at());
      if (first.isPresent()) {
        return new SubmitResult.Replayed(first.get());
      }
    }
    var cost = price.orElse(Charge.NOTHING);
    ownCalls.mustFit(c.type(), c.limits(), cost.usd());
    agent.execute(Agent::mustBeActive);
    brakes.mustMayBegin(c.agentId(), c.type(), c.model());
    if (agent.invoke(Agent::isFull)) {
      return new SubmitResult.QueueFull();
    }
    var admission = admissions.record(() -> reserve(both, c, cost));
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
                c.limits());
        agent.execute(a -> a.submit(task, c.at()));
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
        yield new SubmitResult.Accepted(SubmittedTask.of(c.agentId(), task, c.at()));
      }
    };
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
