package com.geniinow.runtime.query.history;

import com.geniinow.runtime.events.RuntimeEvent;
import com.geniinow.runtime.events.budget.BudgetEvent.BudgetRaised;
import com.geniinow.runtime.events.budget.BudgetEvent.BudgetSet;
import com.geniinow.runtime.events.quota.Level;
import com.geniinow.runtime.events.quota.LimitKind;
import com.geniinow.runtime.events.quota.OveragePolicy;
import com.geniinow.runtime.events.quota.QuotaEvent.QuotaChanged;
import com.geniinow.runtime.events.quota.QuotaEvent.QuotaOpened;
import com.geniinow.runtime.events.quota.QuotaEvent.QuotaRaised;
import com.geniinow.runtime.events.quota.Window;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The limits of one level as they were from event to event, and as they are to be. */
final class WhatIfLimits {
  private final Level level;
  private final WhatIfRequest.@Nullable Limits wanted;
  private final @Nullable OveragePolicy wantedPolicy;
  private final List<Raise> raises = new ArrayList<>();
  private BiFunction<Window, LimitKind, @Nullable BigDecimal> limits = (window, kind) -> null;
  private OveragePolicy policy = OveragePolicy.BLOCK;

  private record Raise(
      Window window, @Nullable Long tokens, @Nullable BigDecimal costUsd, Instant until) {
    BigDecimal of(LimitKind kind) {
      if (kind == LimitKind.TOKENS) {
        return tokens == null ? BigDecimal.ZERO : BigDecimal.valueOf(tokens);
      }
      return costUsd == null ? BigDecimal.ZERO : costUsd;
    }
  }

  WhatIfLimits(
      Level level, WhatIfRequest.@Nullable Limits wanted, @Nullable OveragePolicy wantedPolicy) {
    this.level = level;
    this.wanted = wanted;
    this.wantedPolicy = wantedPolicy;
  }

  Level level() {
    return level;
  }

  boolean areAsTheyWere() {
    return wanted == null && wantedPolicy == null;
  }

  /** Takes up what was set; events that set nothing of this level change nothing. */
  void on(RuntimeEvent event) {
    if (level == Level.AGENT) {
      switch (event) {
        case QuotaOpened e -> set(e.limits()::of, e.policy());
        case QuotaChanged e -> set(e.limits()::of, e.policy());
        case QuotaRaised e -> raises.add(new Raise(e.window(), e.tokens(), e.costUsd(), e.until()));
        default -> {}
      }
    } else {
      switch (event) {
        case BudgetSet e -> set(e.limits()::of, e.policy());
        case BudgetRaised e ->
            raises.add(new Raise(e.window(), e.tokens(), e.costUsd(), e.until()));
        default -> {}
      }
    }
  }

  private void set(
      BiFunction<Window, LimitKind, @Nullable BigDecimal> to, OveragePolicy withPolicy) {
    limits = to;
    policy = withPolicy;
  }

  boolean isBlocking() {
    return (wantedPolicy == null ? policy : wantedPolicy) == OveragePolicy.BLOCK;
  }

  /** The limit at a moment, with its raises; null for none. */
  @Nullable BigDecimal of(Window window, LimitKind kind, Instant at) {
    var other = wanted == null ? null : wanted.of(window, kind);
    var limit = other == null ? limits.apply(window, kind) : other.orElse(null);
    if (limit == null) {
      return null;
    }
    return raises.stream()
        .filter(raise -> raise.window() == window && at.isBefore(raise.until()))
        .map(raise -> raise.of(kind))
        .reduce(limit, BigDecimal::add);
  }
}
