package com.geniinow.runtime.events.quota;

import com.geniinow.runtime.events.Usd;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What an agent may use.
 *
 * @param monthlyTokens tokens per calendar month (UTC), 0 or more
 * @param monthlyCostUsd dollars per calendar month (UTC), 0 or more
 * @param storageBytes bytes of files at any one time, 0 or more
 * @param dailyTokens tokens per calendar day (UTC), 0 or more; null for no such limit
 * @param dailyCostUsd dollars per calendar day (UTC), 0 or more; null for no such limit
 * @param costPerMinuteUsd dollars that may be settled within any 60 s, 0 or more; null for any
 */
public record QuotaLimits(
    long monthlyTokens,
    BigDecimal monthlyCostUsd,
    long storageBytes,
    @Nullable Long dailyTokens,
    @Nullable BigDecimal dailyCostUsd,
    @Nullable BigDecimal costPerMinuteUsd) {
  /** What an agent gets when nothing else is said: 1,000,000 tokens, 50 USD, 5 GiB. */
  public static final QuotaLimits DEFAULT =
      new QuotaLimits(1_000_000, BigDecimal.valueOf(50), 5L << 30);

  public QuotaLimits {
    if (monthlyTokens < 0
        || monthlyCostUsd.signum() < 0
        || storageBytes < 0
        || (dailyTokens != null && dailyTokens < 0)
        || (dailyCostUsd != null && dailyCostUsd.signum() < 0)) {
      throw new IllegalArgumentException("limits are never negative");
    }
    if (costPerMinuteUsd != null && costPerMinuteUsd.signum() < 0) {
      throw new IllegalArgumentException("limits are never negative");
    }
    monthlyCostUsd = Usd.of(monthlyCostUsd);
    dailyCostUsd = dailyCostUsd == null ? null : Usd.of(dailyCostUsd);
    costPerMinuteUsd = costPerMinuteUsd == null ? null : Usd.of(costPerMinuteUsd);
  }

  /** With none of a day, and at any rate. */
  public QuotaLimits(long monthlyTokens, BigDecimal monthlyCostUsd, long storageBytes) {
    this(monthlyTokens, monthlyCostUsd, storageBytes, null, null, null);
  }

  /** At any rate. */
  public QuotaLimits(
      long monthlyTokens,
      BigDecimal monthlyCostUsd,
      long storageBytes,
      @Nullable Long dailyTokens,
      @Nullable BigDecimal dailyCostUsd) {
    this(monthlyTokens, monthlyCostUsd, storageBytes, dailyTokens, dailyCostUsd, null);
  }

  /** The limit of a window; null for none. */
  public @Nullable BigDecimal of(Window window, LimitKind kind) {
    return switch (window) {
      case MONTH -> kind == LimitKind.TOKENS ? BigDecimal.valueOf(monthlyTokens) : monthlyCostUsd;
      case DAY ->
          kind == LimitKind.COST
              ? dailyCostUsd
              : dailyTokens == null ? null : BigDecimal.valueOf(dailyTokens);
    };
  }
}
