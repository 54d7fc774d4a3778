package com.geniinow.runtime.query.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.events.Usd;
import com.geniinow.runtime.events.budget.BudgetLimits;
import com.geniinow.runtime.events.quota.Window;
import com.geniinow.runtime.query.testing.Database;
import com.geniinow.runtime.query.testing.RecordedBudget;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The rows of a budget: its limits, its raises, its ledger. */
class BudgetProjectorTest {
  private static final Instant AT = Instant.parse("2026-03-15T12:00:00Z");
  private static final Instant LATER = Instant.parse("2026-03-16T00:00:00Z");

  private final RecordedBudget budget = new RecordedBudget(UUID.randomUUID());

  @Test
  void the_first_one_is_a_row_and_each_later_one_changes_it() {
    var first = budget.set(new BudgetLimits(1_000L, Usd.of("2.5"), null, null), AT);
    var second = budget.set(new BudgetLimits(null, Usd.of("2.5"), 7L, Usd.of("0.5")), LATER);

    assertThat(Database.rows("budgets", "agent_id", budget.id()).getFirst())
        .containsEntry("entity_id", budget.entity().toString())
        .containsEntry("level", "entity")
        .containsEntry("monthly_token_limit", null)
        .containsEntry("monthly_cost_limit_usd", "2.5")
        .containsEntry("daily_token_limit", "7")
        .containsEntry("daily_cost_limit_usd", "0.5")
        .containsEntry("overage_policy", "block")
        .containsEntry("updated_at", LATER.toString());
    assertThat(Database.rows("ledger_entries", "agent_id", budget.id()))
        .extracting(entry -> entry.get("type") + " " + entry.get("sequence"))
        .containsExactlyInAnyOrder("budget_set 1", "budget_set 2");
    assertThat(Database.rows("ledger_entries", "event_id", first).getFirst())
        .containsEntry("entity_id", budget.entity().toString());
    assertThat(Database.rows("system_events", "event_id", second).getFirst())
        .containsEntry("type", "BudgetSet")
        .containsEntry("agent_id", budget.id().toString())
        .containsEntry("entity_id", budget.entity().toString());
  }

  @Test
  void a_raise_is_a_row_of_its_own() {
    budget.set(new BudgetLimits(1_000L, null, null, null), AT);
    var event = budget.raise(Window.MONTH, 50L, null, LATER, AT);

    assertThat(Database.rows("limit_raises", "agent_id", budget.id()))
        .singleElement()
        .satisfies(
            row ->
                assertThat(row)
                    .containsEntry("entity_id", budget.entity().toString())
                    .containsEntry("of_window", "month")
                    .containsEntry("tokens", "50")
                    .containsEntry("cost_usd", null)
                    .containsEntry("until", LATER.toString())
                    .containsEntry("reason", "launch")
                    .containsEntry("raised_by", "ann")
                    .containsEntry("raised_at", AT.toString()));
    assertThat(Database.rows("ledger_entries", "event_id", event).getFirst())
        .containsEntry("type", "budget_raised");
  }
}
