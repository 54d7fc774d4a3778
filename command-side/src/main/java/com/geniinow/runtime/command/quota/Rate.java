package com.geniinow.runtime.command.quota;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.geniinow.runtime.events.Usd;
import com.geniinow.runtime.events.quota.QuotaEvent;
import com.geniinow.runtime.events.quota.QuotaEvent.QuotaChanged;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRecorded;
import com.geniinow.runtime.events.quota.QuotaLimits;
import com.geniinow.runtime.events.quota.RateEvent;
import com.geniinow.runtime.events.quota.RateEvent.CostRatePassed;
import com.geniinow.runtime.events.quota.RateEvent.CostRateRestarted;
import java.math.BigDecimal;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What was settled in the last 60 s, kept only where that is limited; part of its Quota. It is kept
 * by the second, and the oldest second counts as a whole: so the sum is never too small.
 */
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
final class Rate {
  private static final long WINDOW = 60; // seconds

  private TreeMap<Long, BigDecimal> bySecond = new TreeMap<>();

  /** Whether the limit was passed; until the agent is resumed nothing more is counted. */
  private @Nullable CostRatePassed passed;

  // ---- decide ----

  /** What was settled, where that is more than may be and nobody knows yet; else null. */
  @Nullable BigDecimal above(QuotaLimits limits) {
    var limit = limits.costPerMinuteUsd();
    if (limit == null || passed != null) {
      return null;
    }
    var sum = Usd.of(bySecond.values().stream().reduce(Usd.ZERO, BigDecimal::add));
    return sum.compareTo(limit) > 0 ? sum : null;
  }

  /** How the limit was passed; null where it was not. */
  @Nullable CostRatePassed passed() {
    return passed;
  }

  /** Whether anything is counted. */
  boolean counts() {
    return passed != null || !bySecond.isEmpty();
  }

  // ---- evolve ----

  /**
   * Follows an event.
   *
   * @param limits as they are after it
   */
  void on(QuotaEvent event, QuotaLimits limits) {
    var isLimited = limits.costPerMinuteUsd() != null;
    if (event instanceof QuotaChanged && !isLimited) {
      restart();
    }
    if (event instanceof UsageRecorded e && isLimited && passed == null) {
      settled(e);
    }
  }

  private void settled(UsageRecorded e) {
    if (e.costUsd().signum() > 0) {
      bySecond.merge(e.at().getEpochSecond(), e.costUsd(), BigDecimal::add);
      bySecond.headMap(bySecond.lastKey() - WINDOW).clear();
    }
  }

  void on(RateEvent event) {
    restart();
    switch (event) {
      case CostRatePassed e -> passed = e;
      case CostRateRestarted e -> {}
    }
  }

  private void restart() {
    bySecond.clear();
    passed = null;
  }

  @Override
  public String toString() {
    return passed == null ? "settled by the second " + bySecond : "passed " + passed;
  }
}
