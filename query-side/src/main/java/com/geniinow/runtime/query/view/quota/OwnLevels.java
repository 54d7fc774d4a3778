package com.geniinow.runtime.query.view.quota;

import com.geniinow.runtime.events.quota.Level;
import com.geniinow.runtime.events.quota.LimitKind;
import com.geniinow.runtime.events.quota.Window;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** An agent's own limits, as all that its use counts against are shown. */
final class OwnLevels {
  private OwnLevels() {}

  static List<LevelView> of(QuotaView q) {
    List<LevelView> own = new ArrayList<>();
    add(
        own,
        q,
        Window.MONTH,
        LimitKind.TOKENS,
        tokens(q.monthlyTokenLimit()),
        tokens(q.monthlyTokensUsed()),
        tokens(q.monthlyTokensReserved()));
    add(
        own,
        q,
        Window.MONTH,
        LimitKind.COST,
        q.monthlyCostLimitUsd(),
        q.monthlyCostUsedUsd(),
        q.monthlyCostReservedUsd());
    if (q.dailyTokenLimit() != null) {
      add(
          own,
          q,
          Window.DAY,
          LimitKind.TOKENS,
          tokens(q.dailyTokenLimit()),
          tokens(q.dailyTokensUsed()),
          tokens(q.dailyTokensReserved()));
    }
    if (q.dailyCostLimitUsd() != null) {
      add(
          own,
          q,
          Window.DAY,
          LimitKind.COST,
          q.dailyCostLimitUsd(),
          q.dailyCostUsedUsd(),
          q.dailyCostReservedUsd());
    }
    return own;
  }

  private static BigDecimal tokens(long number) {
    return BigDecimal.valueOf(number);
  }

  private static void add(
      List<LevelView> own,
      QuotaView q,
      Window window,
      LimitKind kind,
      BigDecimal limit,
      BigDecimal used,
      BigDecimal reserved) {
    own.add(
        new LevelView(
            Level.AGENT.wire(),
            window.wire(),
            kind.wire(),
            limit,
            used,
            reserved,
            Amounts.percent(used, limit),
            q.overagePolicy(),
            window == Window.MONTH ? q.resetsAt() : q.dayResetsAt()));
  }
}
