package com.geniinow.runtime.query.record;

import com.geniinow.runtime.events.budget.BudgetEvent;
import com.geniinow.runtime.events.budget.BudgetEvent.BudgetRaised;
import com.geniinow.runtime.events.budget.BudgetEvent.BudgetSet;
import com.geniinow.runtime.events.budget.BudgetEvent.LegalHoldReleased;
import com.geniinow.runtime.events.budget.BudgetEvent.LegalHoldSet;
import com.geniinow.runtime.query.record.Change.Insert;

/** The tables budgets, limit_raises and legal_holds: what agents share. */
public final class BudgetProjector implements Projector {
  /** Who looks at budgets alone passes this table over. */
  public static final String HOLDS = "legal_holds";

  @Override
  public void project(StoredEvent event, Writes writes) {
    if (event.payload() instanceof BudgetEvent happened) {
      switch (happened) {
        case BudgetSet e -> set(event, e, writes);
        case BudgetRaised e ->
            of(e, writes.insert("limit_raises"))
                .set("raise_id", e.raiseId())
                .set("of_window", e.window().wire())
                .set("tokens", e.tokens())
                .set("cost_usd", e.costUsd())
                .set("until", e.until())
                .set("reason", e.reason())
                .set("raised_by", e.by())
                .set("raised_at", e.at());
        case LegalHoldSet e ->
            of(e, writes.insert(HOLDS))
                .set("reason", e.reason())
                .set("held_by", e.by())
                .set("since", e.at());
        case LegalHoldReleased e -> writes.delete(HOLDS, "agent_id", e.agentId());
      }
    }
  }

  private static void set(StoredEvent event, BudgetSet e, Writes writes) {
    if (event.sequence() == 0) {
      of(e, writes.insert("budgets"))
          .set("level", e.level().wire())
          .set("monthly_token_limit", e.limits().monthlyTokens())
          .set("monthly_cost_limit_usd", e.limits().monthlyCostUsd())
          .set("daily_token_limit", e.limits().dailyTokens())
          .set("daily_cost_limit_usd", e.limits().dailyCostUsd())
          .set("overage_policy", e.policy().wire())
          .set("updated_at", e.at());
      return;
    }
    writes
        .update("budgets", "agent_id", e.agentId())
        .set("monthly_token_limit", e.limits().monthlyTokens())
        .set("monthly_cost_limit_usd", e.limits().monthlyCostUsd())
        .set("daily_token_limit", e.limits().dailyTokens())
        .set("daily_cost_limit_usd", e.limits().dailyCostUsd())
        .set("overage_policy", e.policy().wire())
        .set("updated_at", e.at());
  }

  private static Insert of(BudgetEvent e, Insert row) {
    return row.set("agent_id", e.agentId()).set("entity_id", e.entityId());
  }
}
