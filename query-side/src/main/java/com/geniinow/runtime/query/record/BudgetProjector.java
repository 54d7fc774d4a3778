package com.geniinow.runtime.query.record;

import com.geniinow.runtime.events.budget.BudgetEvent;
import com.geniinow.runtime.events.budget.BudgetEvent.BudgetRaised;
import com.geniinow.runtime.events.budget.BudgetEvent.BudgetSet;
import com.geniinow.runtime.events.budget.BudgetEvent.LegalHoldReleased;
import com.geniinow.runtime.events.budget.BudgetEvent.LegalHoldSet;
import com.geniinow.runtime.events.budget.BudgetEvent.RetentionSet;
import com.geniinow.runtime.query.record.Change.Insert;
import java.util.Set;

/** The tables budgets, limit_raises, legal_holds and retentions: what agents share. */
public final class BudgetProjector implements Projector {
  private static final String HOLDS = "legal_holds";
  private static final String RETENTIONS = "retentions";

  /** Who looks at budgets alone passes these tables over. */
  public static final Set<String> OTHERS = Set.of(HOLDS, RETENTIONS);

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
        case RetentionSet e -> retain(e, writes);
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

  private static void retain(RetentionSet e, Writes writes) {
    if (e.days() == null) {
      writes.delete(RETENTIONS, "agent_id", e.agentId());
    } else if (e.formerDays() == null) {
      of(e, writes.insert(RETENTIONS))
          .set("retention_days", e.days())
          .set("set_by", e.by())
          .set("since", e.at());
    } else {
      writes
          .update(RETENTIONS, "agent_id", e.agentId())
          .set("retention_days", e.days())
          .set("set_by", e.by())
          .set("since", e.at());
    }
  }

  private static Insert of(BudgetEvent e, Insert row) {
    return row.set("agent_id", e.agentId()).set("entity_id", e.entityId());
  }
}
