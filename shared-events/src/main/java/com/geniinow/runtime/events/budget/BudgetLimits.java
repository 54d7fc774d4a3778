package com.geniinow.runtime.events.budget;

import com.geniinow.runtime.events.Usd;
import com.geniinow.runtime.events.quota.LimitKind;
import com.geniinow.runtime.events.quota.Window;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** What all agents of a budget may use together; null where there is no such limit. */
public record BudgetLimits(
    @Nullable Long monthlyTokens,
    @Nullable BigDecimal monthlyCostUsd,
    @Nullable Long dailyTokens,
    @Nullable BigDecimal dailyCostUsd) {
  /** No limit at all. */
  public static final BudgetLimits NONE = new BudgetLimits(null, null, null, null);

  public BudgetLimits {
    monthlyCostUsd = monthlyCostUsd == null ? null : Usd.of(monthlyCostUsd);
    dailyCostUsd = dailyCostUsd == null ? null : Usd.of(dailyCostUsd);
  }

  /** The limit of a window; null for none. */
  public @Nullable BigDecimal of(Window window, LimitKind kind) {
    var isMonth = window == Window.MONTH;
    if (kind == LimitKind.COST) {
      return isMonth ? monthlyCostUsd : dailyCostUsd;
    }
    var tokens = isMonth ? monthlyTokens : dailyTokens;
    return tokens == null ? null : BigDecimal.valueOf(tokens);
  }
}
