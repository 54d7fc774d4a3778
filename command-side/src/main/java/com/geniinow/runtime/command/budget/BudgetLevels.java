package com.geniinow.runtime.command.budget;

import com.geniinow.runtime.command.line.AgentEntry;
import com.geniinow.runtime.command.line.RunAgainException;
import com.geniinow.runtime.command.quota.Levels;
import com.geniinow.runtime.command.quota.LimitFigures;
import com.geniinow.runtime.command.quota.Own;
import com.geniinow.runtime.command.quota.Windows;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.events.quota.LimitKind;
import com.geniinow.runtime.events.quota.OveragePolicy;
import com.geniinow.runtime.events.quota.Window;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Limits that many agents share, exact on any number of processes. As long as an agent stays within
 * its slice it asks nobody. Beyond it, it is alone with the budget until its commit: it looks at
 * what all have used and hold, and takes a larger slice. What fits into the budget, but not beside
 * the slices of others, has them taken back first.
 */
@Component
class BudgetLevels implements Levels {
  private final SliceTable slices;
  private final BudgetTurns turns;

  BudgetLevels(SliceTable slices, BudgetTurns turns) {
    this.slices = slices;
    this.turns = turns;
  }

  @Override
  public @Nullable LimitFigures take(
      Own own,
      @Nullable BigDecimal tokens,
      @Nullable BigDecimal costUsd,
      Consumer<LimitFigures> overage,
      Instant at) {
    if ((tokens == null && costUsd == null) || !isOpen(own.windows(), at)) {
      return null;
    }
    var takings = beyondSlices(own, tokens, costUsd, true, at);
    for (var taking : takings) {
      if (taking.isTooLate()) {
        throw new Refusal.LimitsBusy().exception();
      }
      for (var figures : taking.exceeded()) {
        if (figures.policy() == OveragePolicy.BLOCK) {
          return figures;
        }
        overage.accept(figures);
      }
    }
    takings.forEach(Taking::takeSlice);
    return null;
  }

  @Override
  public boolean isFree(Own own, BigDecimal tokens, BigDecimal costUsd, Instant at) {
    return beyondSlices(own, tokens, costUsd, true, at).stream()
        .filter(taking -> taking.line().policy() == OveragePolicy.BLOCK)
        .noneMatch(taking -> taking.isTooLate() || !taking.exceeded().isEmpty());
  }

  @Override
  public void count(
      Own own,
      BigDecimal tokens,
      BigDecimal costUsd,
      boolean isToday,
      Consumer<LimitFigures> overage,
      Instant at) {
    if (tokens.signum() + costUsd.signum() == 0) {
      return;
    }
    for (var taking : beyondSlices(own, tokens, costUsd, isToday, at)) {
      taking.exceeded().forEach(overage);
      taking.takeSlice();
    }
  }

  @Override
  public @Nullable BigDecimal left(Own own, LimitKind kind, BigDecimal wanted, Instant at) {
    var open = new Windows(own.windows().month(), Window.DAY.of(at));
    var isMonthOpen = own.windows().month().toString().compareTo(Window.MONTH.of(at)) >= 0;
    var isToday = isOpen(own.windows(), at);
    var asked = isToday ? own : own.in(open);
    @Nullable BigDecimal least = null;
    for (var line : lines(at)) {
      var tokens = kind == LimitKind.TOKENS ? wanted : null;
      var usd = kind == LimitKind.COST ? wanted : null;
      var taking = new Taking(slices, line, asked, tokens, usd, isToday, at);
      if (line.policy() != OveragePolicy.BLOCK || !taking.limits(kind)) {
        continue;
      }
      if (!isMonthOpen) {
        return BigDecimal.ZERO;
      }
      var left = wanted;
      if (!taking.isWithinSlice()) {
        lockUpTo(line, at);
        taking.readOthers();
        left = taking.left(kind);
      }
      least = least == null || (left != null && left.compareTo(least) < 0) ? left : least;
    }
    return least;
  }

  @Override
  public boolean limitMoney(Instant at) {
    return lines(at).stream()
        .anyMatch(
            line ->
                line.policy() != OveragePolicy.ALLOW
                    && (line.limits().monthlyCost() != null || line.limits().dailyCost() != null));
  }

  /** What must ask, with its budget locked and what others have of it. */
  private List<Taking> beyondSlices(
      Own own,
      @Nullable BigDecimal tokens,
      @Nullable BigDecimal costUsd,
      boolean isToday,
      Instant at) {
    var takings =
        lines(at).stream()
            .map(line -> new Taking(slices, line, own, tokens, costUsd, isToday, at))
            .filter(taking -> !taking.isWithinSlice())
            .toList();
    if (!takings.isEmpty()) {
      lockUpTo(takings.getLast().line(), at);
      takings.forEach(Taking::readOthers);
    }
    return takings;
  }

  /** An entity's before the platform's, in every command and however often it asks. */
  private void lockUpTo(BudgetLine last, Instant at) {
    for (var line : lines(at)) {
      turns.take(line.budgetId());
      slices.lock(line.budgetId());
      if (line.budgetId().equals(last.budgetId())) {
        return;
      }
    }
  }

  private List<BudgetLine> lines(Instant at) {
    var entry = AgentEntry.current();
    return entry == null || !entry.budgeted() ? List.of() : slices.read(entry.agentId(), at);
  }

  /** What counts in a month or a day that is over takes nothing from others. */
  private static boolean isOpen(Windows in, Instant at) {
    for (var window : Window.values()) {
      var name = in.name(window);
      if (name == null || name.compareTo(window.of(at)) < 0) {
        return false;
      }
    }
    return true;
  }

  /** A slice that others have taken must come back before anybody knows whether there is room. */
  static RunAgainException recall(SliceTable slices, BudgetLine line) {
    return new RunAgainException(() -> slices.recall(line.budgetId()), () -> {});
  }
}
