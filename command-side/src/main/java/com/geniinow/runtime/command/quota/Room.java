package com.geniinow.runtime.command.quota;

import com.geniinow.runtime.events.quota.Level;
import com.geniinow.runtime.events.quota.LimitKind;
import com.geniinow.runtime.events.quota.OveragePolicy;
import com.geniinow.runtime.events.quota.QuotaLimits;
import com.geniinow.runtime.events.quota.Window;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What limits say to a use: the agent's own of both windows, then those above it.
 *
 * @param limits as they are at {@code at}
 */
record Room(
    UUID agentId,
    QuotaLimits limits,
    OveragePolicy policy,
    Levels levels,
    Spending spending,
    Instant at) {
  /**
   * Asks every limit for room.
   *
   * @param tokens to hold; null where they are held already
   * @param costUsd the same of money
   * @param overage is told each limit that is passed and doesn't block
   * @return the first limit that blocks; null where none does
   */
  @Nullable LimitFigures take(
      @Nullable BigDecimal tokens,
      @Nullable BigDecimal costUsd,
      Windows in,
      Consumer<LimitFigures> overage) {
    List<LimitFigures> passed = new ArrayList<>();
    for (var kind : LimitKind.values()) {
      var requested = kind == LimitKind.TOKENS ? tokens : costUsd;
      for (var window : Window.values()) {
        var figures = requested == null ? null : figures(window, kind, requested, in);
        if (figures == null || !figures.exceeded()) {
          continue;
        }
        if (policy == OveragePolicy.BLOCK) {
          return figures;
        }
        passed.add(figures);
      }
    }
    var refused = levels.take(spending.own(in), tokens, costUsd, passed::add, at);
    if (refused == null) {
      passed.forEach(overage);
    }
    return refused;
  }

  /** Whether {@link #take} would refuse nothing now; nothing is taken. */
  boolean isFree(BigDecimal tokens, BigDecimal costUsd, Windows in) {
    for (var kind : LimitKind.values()) {
      for (var window : Window.values()) {
        var figures = figures(window, kind, kind == LimitKind.TOKENS ? tokens : costUsd, in);
        if (policy == OveragePolicy.BLOCK && figures != null && figures.exceeded()) {
          return false;
        }
      }
    }
    return levels.isFree(spending.own(in), tokens, costUsd, at);
  }

  private @Nullable LimitFigures figures(
      Window window, LimitKind kind, BigDecimal requested, Windows in) {
    var limit = limits.of(window, kind);
    var name = in.name(window);
    if (limit == null || name == null) {
      return null;
    }
    var amount = spending.amount(window, kind, in);
    return new LimitFigures(
        Level.AGENT, window, kind, policy, limit, amount.used(), amount.held(), requested, name);
  }

  /**
   * How much more every blocking limit leaves.
   *
   * @param wanted more is never needed
   * @return null where nothing blocks
   */
  @Nullable BigDecimal left(LimitKind kind, Windows in, BigDecimal wanted) {
    var least = levels.left(spending.own(in), kind, wanted, at);
    if (policy != OveragePolicy.BLOCK) {
      return least;
    }
    for (var window : Window.values()) {
      var figures = figures(window, kind, BigDecimal.ZERO, in);
      if (figures != null) {
        least = least == null ? figures.left() : least.min(figures.left());
      }
    }
    return least;
  }

  /**
   * Counts what was used above its hold, which is an overage of the month whether it has room or
   * not.
   *
   * @param tokens above the hold; 0 or less where it was enough
   * @param costUsd the same in dollars
   */
  void count(BigDecimal tokens, BigDecimal costUsd, Windows in, Consumer<LimitFigures> overage) {
    if (tokens.signum() <= 0 && costUsd.signum() <= 0) {
      return;
    }
    for (var kind : LimitKind.values()) {
      var more = kind == LimitKind.TOKENS ? tokens : costUsd;
      for (var window : Window.values()) {
        var figures = more.signum() > 0 ? figures(window, kind, more, in) : null;
        if (figures != null && (window == Window.MONTH || figures.exceeded())) {
          overage.accept(figures);
        }
      }
    }
    countAbove(tokens, costUsd, in, overage);
  }

  /** Counts at the levels above alone; what is over there is nobody's any more. */
  void countAbove(
      BigDecimal tokens, BigDecimal costUsd, Windows in, Consumer<LimitFigures> overage) {
    var open = spending.windowsAt(at);
    if (in.month().equals(open.month())) {
      levels.count(
          spending.own(open),
          tokens.max(BigDecimal.ZERO),
          costUsd.max(BigDecimal.ZERO),
          Objects.equals(in.day(), open.day()),
          overage,
          at);
    }
  }
}
