package com.geniinow.runtime.query.history;

import static com.geniinow.runtime.query.history.PastScene.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.events.Usd;
import com.geniinow.runtime.events.budget.BudgetLimits;
import com.geniinow.runtime.events.quota.Window;
import com.geniinow.runtime.query.testing.Callers;
import com.geniinow.runtime.query.testing.Database;
import com.geniinow.runtime.query.testing.Happened;
import com.geniinow.runtime.query.testing.Pages;
import com.geniinow.runtime.query.testing.RecordedAgent;
import com.geniinow.runtime.query.testing.RecordedBudget;
import com.geniinow.runtime.query.view.budget.BudgetReads;
import com.geniinow.runtime.query.view.quota.QuotaView;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What agents shared at a moment, and had used of it, from events alone. */
class PastBudgetTest {
  private static final Instant MARCH = Instant.parse("2026-03-10T00:00:00Z");

  private final PastScene scene = new PastScene();
  private final UUID entity = UUID.randomUUID();
  private final RecordedAgent one = RecordedAgent.provisioned(entity);
  private final RecordedAgent other = RecordedAgent.provisioned(entity);
  private final RecordedBudget budget = new RecordedBudget(entity);

  @Test
  void a_moment_shows_the_limits_of_then_and_what_each_agent_had_used_by_then() {
    budget.set(new BudgetLimits(1_000L, null, 100L, null), MARCH);
    budget.set(new BudgetLimits(5_000L, Usd.of("9"), null, null), NOW.minusSeconds(60));
    use(one, 20, "0.2");
    use(other, 30, "0.3");
    var then = other.happened().at();
    use(other, 400, "4");
    stored();

    var past = scene.past.budget(entity, then);

    assertThat(past.budgetId()).isEqualTo(budget.id());
    assertThat(past.monthlyTokenLimit()).isEqualTo(1_000);
    assertThat(past.dailyTokenLimit()).isEqualTo(100);
    assertThat(past.monthlyCostLimitUsd()).isNull();
    assertThat(past.monthlyTokensUsed()).isEqualTo(50);
    assertThat(past.monthlyCostUsedUsd()).isEqualByComparingTo("0.5");
    assertThat(past.period()).isEqualTo("2026-03");
    assertThat(past.agents()).extracting(QuotaView::agentId).containsExactly(other.id(), one.id());
    assertThat(past.agents().getFirst().monthlyTokensUsed()).isEqualTo(30);
  }

  @Test
  void a_raise_counts_from_its_moment_to_its_end() {
    budget.set(new BudgetLimits(1_000L, null, null, null), MARCH);
    var until = MARCH.plusSeconds(3_600);
    budget.raise(Window.MONTH, 500L, null, until, MARCH.plusSeconds(60));
    stored();

    assertThat(limit(MARCH.plusSeconds(59))).isEqualTo(1_000);
    assertThat(limit(MARCH.plusSeconds(60))).isEqualTo(1_500);
    assertThat(limit(until.minusNanos(1_000))).isEqualTo(1_500);
    assertThat(limit(until)).isEqualTo(1_000);
  }

  @Test
  void now_is_what_the_present_shows() {
    budget.set(new BudgetLimits(1_000L, Usd.of("2.5"), null, null), MARCH);
    budget.raise(Window.MONTH, 500L, "0.5", NOW.plusSeconds(60), MARCH.plusSeconds(60));
    use(one, 20, "0.2");
    stored();

    var present =
        Database.reads()
            .as(Callers.ADMIN, jdbc -> new BudgetReads("", Map.of()).read(jdbc, entity, NOW));

    assertThat(scene.past.budget(entity, null)).isEqualTo(present);
    assertThat(present.raises()).hasSize(1);
  }

  @Test
  void before_there_was_a_budget_and_an_agent_there_is_no_entity() {
    budget.set(new BudgetLimits(1_000L, null, null, null), MARCH.plusSeconds(1));
    stored();

    Pages.assertNotFound(() -> scene.past.budget(entity, MARCH));
    Pages.assertNotFound(() -> scene.past.budget(UUID.randomUUID(), null));
    assertThat(scene.past.budget(entity, MARCH.plusSeconds(1)).agents()).isEmpty();
  }

  private Long limit(Instant at) {
    return scene.past.budget(entity, at).monthlyTokenLimit();
  }

  private void stored() {
    scene.store.store(one, 0);
    scene.store.store(other, 0);
    scene.store.store(budget);
  }

  private static void use(RecordedAgent agent, long tokens, String usd) {
    var task = agent.submitted();
    agent.commit(agent.happened().reserved(task, tokens, usd, Happened.MONTH));
    agent.commit(agent.happened().used(task, 1, tokens, usd, Happened.MONTH));
  }
}
