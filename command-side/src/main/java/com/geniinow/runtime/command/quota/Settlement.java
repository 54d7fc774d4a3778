package com.geniinow.runtime.command.quota;

import com.geniinow.runtime.events.Usd;
import com.geniinow.runtime.events.quota.ModelCall;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageImplausible;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRecorded;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt is charged: what it used, and of more than there is room for only as much as
 * there is. The rest is kept beside it, to be reported.
 *
 * @param usage as it is charged
 * @param costUsd as it is charged
 */
record Settlement(
    Hold hold, Usage usage, BigDecimal costUsd, long reportedTokens, BigDecimal reportedCostUsd) {
  /**
   * Cuts a use to its room: a hold, and what the limits leave beside all holds. Money goes with the
   * tokens: half of the tokens cost half.
   *
   * @param mostTokens tokens there is room for; null where no limit blocks
   * @param mostCostUsd dollars there is room for; null where no limit blocks
   */
  static Settlement of(
      Usage usage, Hold hold, @Nullable BigDecimal mostTokens, @Nullable BigDecimal mostCostUsd) {
    var cost = usage.costUsd() == null ? hold.costUsd() : Usd.of(usage.costUsd());
    var counted = usage;
    var share = cost;
    long tokens = usage.tokens().total();
    if (mostTokens != null && BigDecimal.valueOf(tokens).compareTo(mostTokens) > 0) {
      long most = mostTokens.longValue();
      counted =
          new Usage(
              usage.model(),
              usage.tokens().cutTo(most),
              usage.costUsd(),
              usage.priceVersion(),
              usage.priceAssumed(),
              null,
              false);
      share =
          Usd.of(
              cost.multiply(BigDecimal.valueOf(most))
                  .divide(BigDecimal.valueOf(tokens), Usd.SCALE, RoundingMode.UP));
    }
    var charged = mostCostUsd != null && share.compareTo(mostCostUsd) > 0 ? mostCostUsd : share;
    return new Settlement(
        hold,
        counted,
        Usd.of(charged),
        usage.reportedTokens() == null ? tokens : usage.reportedTokens(),
        cost);
  }

  /** Whether more was reported than is charged. */
  boolean isCut() {
    return reportedTokens > usage.tokens().total() || reportedCostUsd.compareTo(costUsd) > 0;
  }

  /** Tokens above the hold; 0 or less where it was enough. */
  BigDecimal moreTokens() {
    return BigDecimal.valueOf(usage.tokens().total() - hold.tokens());
  }

  /** Dollars above the hold; 0 or less where it was enough. */
  BigDecimal moreCostUsd() {
    return costUsd.subtract(hold.costUsd());
  }

  UsageRecorded event(
      UUID agentId,
      UUID taskId,
      int attempt,
      @Nullable ModelCall call,
      boolean estimated,
      Instant at) {
    return new UsageRecorded(
        agentId,
        taskId,
        attempt,
        usage.model(),
        usage.tokens().input(),
        usage.tokens().output(),
        usage.tokens().total(),
        costUsd,
        hold.tokens(),
        hold.costUsd(),
        hold.period().toString(),
        estimated || usage.costUsd() == null,
        at,
        usage.tokens().cachedInput(),
        usage.tokens().cacheWrite(),
        usage.tokens().reasoning(),
        usage.priceVersion(),
        usage.priceAssumed(),
        hold.at(),
        call,
        hold.day());
  }

  UsageImplausible implausible(UUID agentId, UUID taskId, int attempt, Instant at) {
    return new UsageImplausible(
        agentId,
        taskId,
        attempt,
        usage.model(),
        reportedTokens,
        usage.tokens().total(),
        reportedCostUsd,
        costUsd,
        at);
  }
}
