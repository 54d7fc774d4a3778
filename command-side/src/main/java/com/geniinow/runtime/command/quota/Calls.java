package com.geniinow.runtime.command.quota;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import com.geniinow.runtime.events.Usd;
import com.geniinow.runtime.events.quota.CallHold;
import com.geniinow.runtime.events.quota.LimitKind;
import com.geniinow.runtime.events.quota.ModelCall;
import com.geniinow.runtime.events.quota.OveragePolicy;
import com.geniinow.runtime.events.quota.QuotaEvent;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageReserved;
import com.geniinow.runtime.events.quota.QuotaLimits;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.YearMonth;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an agent's quota decides about model calls. The hold of a call that belongs to a running
 * attempt is taken out of what the attempt holds, and what it doesn't use goes back there.
 */
record Calls(UUID agentId, QuotaLimits limits, OveragePolicy policy, Spending spending) {
  /** What a call may take at most. */
  CallRoom room(UUID taskId, int attempt, boolean lends) {
    var budget = lends ? spending.budget(taskId, attempt) : null;
    var month = month(budget);
    return new CallRoom(
        budget == null ? left(LimitKind.TOKENS, month) : BigDecimal.valueOf(budget.tokens()),
        budget != null && budget.bindsMoney() ? budget.costUsd() : left(LimitKind.COST, month),
        budget != null,
        isMoneyOf(budget),
        spending.runningCalls());
  }

  private static boolean isMoneyOf(@Nullable Hold budget) {
    return budget != null && budget.bindsMoney();
  }

  private YearMonth month(@Nullable Hold budget) {
    return budget == null ? spending.month() : budget.period();
  }

  /** What a blocking limit leaves; null where nothing blocks. */
  private @Nullable BigDecimal left(LimitKind kind, YearMonth month) {
    return policy == OveragePolicy.BLOCK
        ? spending.figures(limits, kind, BigDecimal.ZERO, month).left()
        : null;
  }

  /** Holds what a call may use, or says why not; then nothing is recorded yet. */
  Admission reserve(CallWish wish, Instant at) {
    var budget = wish.lends() ? spending.budget(wish.taskId(), wish.attempt()) : null;
    var costOfTask = isMoneyOf(budget);
    if (budget != null
        && (wish.tokens() > budget.tokens()
            || (costOfTask && wish.costUsd().compareTo(budget.costUsd()) > 0))) {
      throw new IllegalStateException("what doesn't fit into a budget is refused before");
    }
    for (var kind : LimitKind.values()) {
      if (kind == LimitKind.TOKENS ? budget != null : costOfTask) {
        continue;
      }
      var requested = kind == LimitKind.TOKENS ? BigDecimal.valueOf(wish.tokens()) : wish.costUsd();
      var figures = spending.figures(limits, kind, requested, month(budget));
      if (figures.exceeded() && policy == OveragePolicy.BLOCK) {
        return new Admission.Refused(
            figures.refused(agentId, wish.callId(), QuotaEvent.CALLS + wish.operation(), at));
      }
      if (figures.exceeded()) {
        apply(figures.overage(agentId, wish.taskId(), policy, at));
      }
    }
    var price = wish.price();
    apply(
        new UsageReserved(
            agentId,
            wish.taskId(),
            wish.attempt(),
            wish.tokens(),
            Usd.of(wish.costUsd()),
            month(budget).toString(),
            at,
            price == null ? null : price.version(),
            price == null ? null : price.model(),
            new CallHold(
                wish.callId(), wish.model(), wish.operation(), budget != null, costOfTask)));
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
