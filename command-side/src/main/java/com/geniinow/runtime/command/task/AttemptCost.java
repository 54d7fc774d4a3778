package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.agent.TaskLimits;
import com.geniinow.runtime.command.price.Charge;
import com.geniinow.runtime.command.price.Prices;
import com.geniinow.runtime.command.quota.Quota;
import com.geniinow.runtime.command.quota.TaskCalls;
import com.geniinow.runtime.events.Usd;
import com.geniinow.runtime.events.quota.OveragePolicy;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.axonframework.modelling.command.Aggregate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The most that an attempt may cost, which is held for it: by the price of its task's model;
 * without a model what the task's own calls may cost, if it has tokens to make any.
 */
@Component
class AttemptCost {
  private final Prices prices;
  private final TaskTable tasks;
  private final TaskCalls calls;

  AttemptCost(Prices prices, TaskTable tasks, TaskCalls calls) {
    this.prices = prices;
    this.tasks = tasks;
    this.calls = calls;
  }

  /** Of a task's first attempt; empty for a model without a price. */
  Optional<Charge> ofFirst(@Nullable String model, long tokens, TaskLimits limits, Instant at) {
    return model == null
        ? Optional.of(ofCalls(tokens, limits.maxCostUsd()))
        : prices.worstCase(model, tokens, at);
  }

  /**
   * Of another attempt: without a model what its calls have left of {@code max_cost_usd}.
   *
   * @return empty for a model without a price, unless the policy allows anything
   */
  Optional<Charge> ofNext(
      UUID taskId, @Nullable String model, long tokens, Aggregate<Quota> quota, Instant at) {
    if (model != null) {
      OveragePolicy policy = quota.invoke(q -> q.policyOfMoney(at));
      return prices.worstCase(model, tokens, policy, at);
    }
    var most = tokens == 0 ? null : tasks.read(taskId).limits().maxCostUsd();
    if (most == null) {
      return Optional.of(Charge.NOTHING);
    }
    var running = quota.invoke(q -> q.runningCallsOf(taskId));
    return Optional.of(ofCalls(tokens, calls.left(taskId, false, null, most, running).costUsd()));
  }

  private static Charge ofCalls(long tokens, @Nullable BigDecimal most) {
    return tokens == 0 || most == null ? Charge.NOTHING : new Charge(Usd.of(most), null, false);
  }
}
