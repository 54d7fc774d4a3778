package com.geniinow.runtime.command.quota;

import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.command.refusal.RefusedException;
import com.geniinow.runtime.events.quota.LimitKind;
import com.geniinow.runtime.events.quota.QuotaEvent.QuotaRaised;
import com.geniinow.runtime.events.quota.QuotaLimits;
import com.geniinow.runtime.events.quota.Window;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What limits of a window are higher by for a while.
 *
 * @param tokens null for none
 * @param costUsd null for none
 * @param until the first moment when they aren't any more
 */
public record Raise(
    Window window, @Nullable Long tokens, @Nullable BigDecimal costUsd, Instant until) {
  /** In force at once of one agent, or of one budget. */
  public static final int MOST = 20;

  static Raise of(QuotaRaised e) {
    return new Raise(e.window(), e.tokens(), e.costUsd(), e.until());
  }

  /**
   * What is not limited can't be raised.
   *
   * @param limits by window and kind; null for none
   * @throws RefusedException where there is no such limit
   */
  public void mustRaise(BiFunction<Window, LimitKind, @Nullable BigDecimal> limits) {
    if (tokens != null && limits.apply(window, LimitKind.TOKENS) == null) {
      throw new Refusal.InvalidValue("tokens", "has no limit in this window").exception();
    }
    if (costUsd != null && limits.apply(window, LimitKind.COST) == null) {
      throw new Refusal.InvalidValue("cost_usd", "has no limit in this window").exception();
    }
  }

  QuotaRaised ofQuota(UUID agentId, UUID raiseId, String reason, String by, Instant at) {
    return new QuotaRaised(agentId, raiseId, window, tokens, costUsd, until, reason, by, at);
  }

  /** Limits with it; as they are where it is over. */
  QuotaLimits onto(QuotaLimits limits, Instant at) {
    if (!until.isAfter(at)) {
      return limits;
    }
    var isMonth = window == Window.MONTH;
    long more = tokens == null ? 0 : tokens;
    var moreUsd = costUsd == null ? BigDecimal.ZERO : costUsd;
    return new QuotaLimits(
        isMonth ? Math.addExact(limits.monthlyTokens(), more) : limits.monthlyTokens(),
        isMonth ? limits.monthlyCostUsd().add(moreUsd) : limits.monthlyCostUsd(),
        limits.storageBytes(),
        isMonth || limits.dailyTokens() == null
            ? limits.dailyTokens()
            : Long.valueOf(limits.dailyTokens() + more),
        isMonth || limits.dailyCostUsd() == null
            ? limits.dailyCostUsd()
            : limits.dailyCostUsd().add(moreUsd),
        limits.costPerMinuteUsd());
  }
}
