package com.geniinow.runtime.command.budget;

import com.geniinow.runtime.command.budget.BudgetLine.Amounts;
import com.geniinow.runtime.command.line.AgentEntry;
import com.geniinow.runtime.command.quota.LimitFigures;
import com.geniinow.runtime.command.quota.Own;
import com.geniinow.runtime.events.quota.LimitKind;
import com.geniinow.runtime.events.quota.OveragePolicy;
import com.geniinow.runtime.events.quota.Window;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What one agent takes of one budget. */
final class Taking {
  /** Where less than this share of a limit is free, nobody takes more than it needs. */
  private static final BigDecimal NEAR = new BigDecimal("0.1");

  /** Else this share of what is free. */
  private static final BigDecimal SHARE = new BigDecimal("0.03125");

  private static final int SCALE = 10;

  private final SliceTable slices;
  private final BudgetLine line;
  private final Own own;
  private final @Nullable BigDecimal tokens;
  private final @Nullable BigDecimal costUsd;
  private final boolean isToday;
  private final Instant at;
  private SliceTable.Others others = SliceTable.Others.NOBODY;

  Taking(
      SliceTable slices,
      BudgetLine line,
      Own own,
      @Nullable BigDecimal tokens,
      @Nullable BigDecimal costUsd,
      boolean isToday,
      Instant at) {
    this.slices = slices;
    this.line = line;
    this.own = own;
    this.tokens = tokens;
    this.costUsd = costUsd;
    this.isToday = isToday;
    this.at = at;
  }

  /** Whether there is a limit of this kind. */
  boolean limits(LimitKind kind) {
    return line.limits().of(Window.MONTH, kind) != null
        || line.limits().of(Window.DAY, kind) != null;
  }

  BudgetLine line() {
    return line;
  }

  /** Whether it may take that without asking. */
  boolean isWithinSlice() {
    var slice = line.slice();
    return slice != null
        && slice.isFor(own.windows(), at)
        && all(
            (window, kind) -> {
              var most = slice.amounts().of(window, kind);
              return requested(window, kind) == null
                  || line.limits().of(window, kind) == null
                  || (most != null && fits(window, kind, most));
            });
  }

  /**
   * Who asks for nothing is let in as long as anything would be: none is, once a limit is passed.
   */
  private boolean fits(Window window, LimitKind kind, BigDecimal most) {
    var compared = after(window, kind).compareTo(most);
    return Objects.requireNonNull(requested(window, kind)).signum() > 0
        ? compared <= 0
        : compared < 0;
  }

  /** What others have, which stays so until the commit where the budget is locked. */
  void readOthers() {
    others = slices.others(line.budgetId(), agent(), own.windows());
  }

  /** Whether others have gone on to another day or month than this is dated. */
  boolean isTooLate() {
    return others.hasMovedOn();
  }

  /** The limits that this passes, with the slices of others or without. */
  List<LimitFigures> exceeded() {
    List<LimitFigures> exceeded = new ArrayList<>();
    all(
        (window, kind) -> {
          var figures = figures(window, kind);
          return figures == null || !figures.exceeded() || exceeded.add(figures);
        });
    return exceeded;
  }

  private @Nullable LimitFigures figures(Window window, LimitKind kind) {
    var limit = line.limits().of(window, kind);
    var requested = requested(window, kind);
    if (limit == null || requested == null) {
      return null;
    }
    var mine = own.of(window, kind);
    var totals = totals(window, kind);
    return new LimitFigures(
        line.level(),
        window,
        kind,
        line.policy(),
        limit,
        totals.used().add(mine.used()),
        totals.held().add(mine.held()),
        requested,
        Objects.requireNonNull(own.windows().name(window)));
  }

  /**
   * Takes a slice with this in it.
   *
   * @throws RuntimeException that runs the command again, where others have slices that are in the
   *     way
   */
  void takeSlice() {
    if (line.policy() == OveragePolicy.BLOCK && !all(this::isFree)) {
      throw BudgetLevels.recall(slices, line);
    }
    var slice =
        new Amounts(
            slice(Window.MONTH, LimitKind.TOKENS),
            slice(Window.MONTH, LimitKind.COST),
            slice(Window.DAY, LimitKind.TOKENS),
            slice(Window.DAY, LimitKind.COST));
    var until = Window.DAY.end(Objects.requireNonNull(own.windows().day()));
    var raised = line.raisedUntil();
    slices.put(
        line.budgetId(),
        agent(),
        own.windows(),
        slice,
        raised != null && raised.isBefore(until) ? raised : until);
  }

  /** Whether it fits beside the slices of others, or none of them could make room. */
  private boolean isFree(Window window, LimitKind kind) {
    var limit = line.limits().of(window, kind);
    var totals = totals(window, kind);
    return limit == null
        || after(window, kind).add(totals.taken()).compareTo(limit) <= 0
        || totals.taken().compareTo(totals.total()) <= 0;
  }

  /** What it needs and, where there is plenty, some more. */
  private BigDecimal slice(Window window, LimitKind kind) {
    var limit = line.limits().of(window, kind);
    var needed = after(window, kind);
    if (limit == null) {
      return needed;
    }
    var free = limit.subtract(needed).subtract(totals(window, kind).taken());
    return line.policy() == OveragePolicy.BLOCK && free.compareTo(limit.multiply(NEAR)) < 0
        ? needed
        : needed.add(free.max(BigDecimal.ZERO).multiply(SHARE)).setScale(SCALE, RoundingMode.DOWN);
  }

  /** How much more there is room for, of others' slices too; null where there is no limit. */
  @Nullable BigDecimal left(LimitKind kind) {
    @Nullable BigDecimal least = null;
    for (var window : Window.values()) {
      var limit = line.limits().of(window, kind);
      if (limit != null && (window == Window.MONTH || isToday)) {
        var left =
            limit
                .subtract(totals(window, kind).total())
                .subtract(own.of(window, kind).total())
                .max(BigDecimal.ZERO);
        least = least == null ? left : least.min(left);
      }
    }
    return least;
  }

  private BigDecimal after(Window window, LimitKind kind) {
    var requested = requested(window, kind);
    var mine = own.of(window, kind).total();
    return requested == null ? mine : mine.add(requested);
  }

  private @Nullable BigDecimal requested(Window window, LimitKind kind) {
    if (window == Window.DAY && !isToday) {
      return null;
    }
    return kind == LimitKind.TOKENS ? tokens : costUsd;
  }

  private Totals totals(Window window, LimitKind kind) {
    return others.totals().getOrDefault(window + "/" + kind, Totals.NOTHING);
  }

  private static UUID agent() {
    return Objects.requireNonNull(AgentEntry.current()).agentId();
  }

  private interface Test {
    boolean of(Window window, LimitKind kind);
  }

  private static boolean all(Test test) {
    var all = true;
    for (var window : Window.values()) {
      for (var kind : LimitKind.values()) {
        all &= test.of(window, kind);
      }
    }
    return all;
  }
}
