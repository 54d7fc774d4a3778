package com.geniinow.runtime.command.budget;

import static com.geniinow.runtime.command.testing.Story.ENTITY;
import static com.geniinow.runtime.command.testing.Story.NOON;

import com.geniinow.runtime.command.testing.AggregateScene;
import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.budget.BudgetEvent.BudgetSet;
import com.geniinow.runtime.events.budget.BudgetEvent.RetentionSet;
import com.geniinow.runtime.events.budget.BudgetLimits;
import com.geniinow.runtime.events.quota.Level;
import com.geniinow.runtime.events.quota.OveragePolicy;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** How long days of an entity's agents are kept. */
class BudgetRetentionTest {
  private static final UUID ID = Ids.budgetOf(ENTITY);
  private static final BudgetSet SET =
      new BudgetSet(
          ID, ENTITY, Level.ENTITY, BudgetLimits.NONE, OveragePolicy.BLOCK, "admin", NOON);
  private static final RetentionSet YEAR = new RetentionSet(ID, ENTITY, 365, null, "admin", NOON);

  private final AggregateScene<Budget> scene = new AggregateScene<>(Budget.class, ID);

  @Test
  void an_entity_without_a_budget_gets_one_that_limits_nothing() {
    scene.whenCreated(() -> Budget.retaining(ENTITY, 365, "admin", NOON)).expectEvents(SET, YEAR);
  }

  @Test
  void each_change_says_what_was_before() {
    scene
        .given(SET, YEAR)
        .when(budget -> budget.retain(183, "admin", NOON))
        .expectEvents(new RetentionSet(ID, ENTITY, 183, 365, "admin", NOON));
  }

  @Test
  void who_says_again_what_is_so_changes_nothing() {
    scene.given(SET, YEAR).when(budget -> budget.retain(365, "admin", NOON)).expectNoEvents();
    new AggregateScene<>(Budget.class, ID)
        .given(SET)
        .when(budget -> budget.retain(null, "admin", NOON))
        .expectNoEvents();
  }

  @Test
  void an_entity_may_say_nothing_of_it_any_more() {
    scene
        .given(SET, YEAR)
        .when(budget -> budget.retain(null, "admin", NOON))
        .expectEvents(new RetentionSet(ID, ENTITY, null, 365, "admin", NOON));
  }
}
