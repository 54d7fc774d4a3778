package com.geniinow.runtime.command.quota;

import com.geniinow.runtime.events.quota.LimitKind;
import com.geniinow.runtime.events.quota.Window;
import java.math.BigDecimal;

/** What an agent has used and holds in a month and a day. */
public record Own(
    Windows windows,
    Amount monthlyTokens,
    Amount monthlyCost,
    Amount dailyTokens,
    Amount dailyCost) {
  /** Tokens or dollars. */
  public record Amount(BigDecimal used, BigDecimal held) {
    /** What counts against a limit. */
    public BigDecimal total() {
      return used.add(held);
    }
  }

  /** The same month, seen on another day. */
  public Own in(Windows other) {
    return new Own(other, monthlyTokens, monthlyCost, dailyTokens, dailyCost);
  }

  /** One of them. */
  public Amount of(Window window, LimitKind kind) {
    return switch (window) {
      case MONTH -> kind == LimitKind.TOKENS ? monthlyTokens : monthlyCost;
      case DAY -> kind == LimitKind.TOKENS ? dailyTokens : dailyCost;
    };
  }
}
