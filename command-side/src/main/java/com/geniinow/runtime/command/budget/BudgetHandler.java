package com.geniinow.runtime.command.budget;

import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.events.budget.BudgetLimits;
import com.geniinow.runtime.events.quota.OveragePolicy;
import java.util.Optional;
import org.axonframework.commandhandling.CommandHandler;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The commands of a budget. None is under way while an agent goes by what it changes. */
@Component
class BudgetHandler {
  private final Budgets budgets;
  private final SliceTable slices;
  private final Now now;

  BudgetHandler(Budgets budgets, SliceTable slices, Now now) {
    this.budgets = budgets;
    this.slices = slices;
    this.now = now;
  }

  /** Dated once nobody is left who may go by the limits of before. */
  @CommandHandler
  void handle(SetBudget c) throws Exception {
    var at = now.get();
    var budget = budgets.find(c.entityId());
    var old = budget == null ? BudgetLimits.NONE : budget.invoke(Budget::limits);
    var limits =
        new BudgetLimits(
            or(c.monthlyTokens(), old.monthlyTokens()),
            or(c.monthlyCostUsd(), old.monthlyCostUsd()),
            or(c.dailyTokens(), old.dailyTokens()),
            or(c.dailyCostUsd(), old.dailyCostUsd()));
    var before = budget == null ? OveragePolicy.BLOCK : budget.invoke(Budget::policy);
    var policy = c.policy() == null ? before : c.policy();
    if (budget == null) {
      budgets.open(() -> new Budget(c.entityId(), limits, policy, c.by(), at));
    } else {
      budget.execute(b -> b.change(limits, policy, c.by(), at));
    }
    slices.removeAll(c.agentId());
  }

  private static <T> @Nullable T or(@Nullable Optional<T> change, @Nullable T old) {
    return change == null ? old : change.orElse(null);
  }

  @CommandHandler
  void handle(RaiseBudget c) {
    var budget = budgets.of(c.entityId());
    budget.execute(b -> b.raise(c.raiseId(), c.raise(), c.reason(), c.by(), now.get()));
    slices.removeAll(c.agentId());
  }
}
