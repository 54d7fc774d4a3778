package com.geniinow.runtime.events.quota;

import com.geniinow.runtime.events.Usd;
import java.math.BigDecimal;

/**
 * What an agent may use.
 *
 * @param monthlyTokens tokens per calendar month (UTC), 0 or more
 * @param monthlyCostUsd dollars per calendar month (UTC), 0 or more
 * @param storageBytes bytes of files at any one time, 0 or more
 */
public record QuotaLimits(long monthlyTokens, BigDecimal monthlyCostUsd, long storageBytes) {
  /** What an agent gets when nothing else is said: 1,000,000 tokens, 50 USD, 5 GiB. */
  public static final QuotaLimits DEFAULT =
      new QuotaLimits(1_000_000, BigDecimal.valueOf(50), 5L << 30);

  public QuotaLimits {
    if (monthlyTokens < 0 || monthlyCostUsd.signum() < 0 || storageBytes < 0) {
      throw new IllegalArgumentException("limits are never negative");
    }
    monthlyCostUsd = Usd.of(monthlyCostUsd);
  }
}
