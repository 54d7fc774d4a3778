package com.geniinow.runtime.command.quota;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import com.geniinow.runtime.events.Usd;
import com.geniinow.runtime.events.quota.CallHold;
import com.geniinow.runtime.events.quota.LimitKind;
import com.geniinow.runtime.events.quota.ModelCall;
import com.geniinow.runtime.events.quota.QuotaEvent;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageReserved;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an agent's quota decides about model calls. The hold of a call that belongs to a running
 * attempt is taken out of what the attempt holds, and what it doesn't use goes back there.
 */
record Calls(UUID agentId, Room limits, Spending spending) {
  /**
   * What a call may take at most.
   *
   * @param tokens more than that it never needs
   * @param costUsd the same in dollars
   */
  CallRoom room(UUID taskId, int attempt, boolean lends, long tokens, BigDecimal costUsd) {
    var budget = lends ? budget(taskId, attempt) : null;
    var in = windows(budget);
    return new CallRoom(
        budget == null
            ? limits.left(LimitKind.TOKENS, in, BigDecimal.valueOf(tokens))
            : BigDecimal.valueOf(budget.tokens()),
        budget != null && budget.bindsMoney()
            ? budget.costUsd()
            : limits.left(LimitKind.COST, in, costUsd),
        budget != null,
        isMoneyOf(budget),
        spending.runningCalls());
  }

  /**
   * The hold that a call is made out of. One of earlier windows that binds no money lends nothing
   * any more: the call's money counts in the windows of now, and a call counts in one of each.
   */
  private @Nullable Hold budget(UUID taskId, int attempt) {
    var budget = spending.budget(taskId, attempt);
    return budget == null
            || budget.bindsMoney()
            || budget.day() == null
            || budget.windows().equals(spending.windowsAt(limits.at()))
        ? budget
        : null;
  }

  private static boolean isMoneyOf(@Nullable Hold budget) {
    return budget != null && budget.bindsMoney();
  }

  private Windows windows(@Nullable Hold budget) {
    return budget == null ? spending.windowsAt(limits.at()) : budget.windows();
  }

  /** Holds what a call may use, or says why not; then nothing is recorded yet. */
  Admission reserve(CallWish wish, Instant at) {
    var budget = wish.lends() ? budget(wish.taskId(), wish.attempt()) : null;
    var costOfTask = isMoneyOf(budget);
    if (budget != null
        && (wish.tokens() > budget.tokens()
            || (costOfTask && wish.costUsd().compareTo(budget.costUsd()) > 0))) {
      throw new IllegalStateException("what doesn't fit into a budget is refused before");
    }
    var in = windows(budget);
    var refused =
        limits.take(
            budget == null ? BigDecimal.valueOf(wish.tokens()) : null,
            costOfTask ? null : wish.costUsd(),
            in,
            passed -> apply(passed.overage(agentId, wish.taskId(), at)));
    if (refused != null) {
      return new Admission.Refused(
          refused.refused(agentId, wish.callId(), QuotaEvent.CALLS + wish.operation(), at));
    }
    var price = wish.price();
    apply(
        new UsageReserved(
            agentId,
            wish.taskId(),
            wish.attempt(),
            wish.tokens(),
            Usd.of(wish.costUsd()),
            in.month().toString(),
            at,
            price == null ? null : price.version(),
            price == null ? null : price.model(),
            new CallHold(wish.callId(), wish.model(), wish.operation(), budget != null, costOfTask),
            in.day(),
            in.day() != null && spending.isNew(in.day())));
    return new Admission.Admitted();
  }

  /** The call as it is recorded, with what goes back to its attempt. */
  ModelCall ended(Hold hold, Hold.Call call, CallEnd end, long tokens, BigDecimal costUsd) {
    var budget = call.tokensOfTask() ? spending.held(call.taskId(), call.attempt()) : null;
    return new ModelCall(
        call.callId(),
        true,
        call.operation(),
        end.provider(),
        end.status(),
        end.latencyMs(),
        end.requestSha256(),
        end.responseSha256(),
        budget == null ? 0 : Math.max(0, hold.tokens() - tokens),
        budget == null || !call.costOfTask()
            ? Usd.ZERO
            : Usd.of(hold.costUsd().subtract(costUsd).max(BigDecimal.ZERO)));
  }
}
