package com.geniinow.runtime.command.budget;

import static com.geniinow.runtime.command.testing.Story.ENTITY;
import static com.geniinow.runtime.command.testing.Story.NOON;

import com.geniinow.runtime.command.testing.AggregateScene;
import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.budget.BudgetEvent.BudgetSet;
import com.geniinow.runtime.events.budget.BudgetEvent.LegalHoldReleased;
import com.geniinow.runtime.events.budget.BudgetEvent.LegalHoldSet;
import com.geniinow.runtime.events.budget.BudgetLimits;
import com.geniinow.runtime.events.quota.Level;
import com.geniinow.runtime.events.quota.OveragePolicy;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What keeps an entity's agents from being erased. */
class LegalHoldTest {
  private static final UUID ID = Ids.budgetOf(ENTITY);
  private static final BudgetSet SET =
      new BudgetSet(
          ID, ENTITY, Level.ENTITY, BudgetLimits.NONE, OveragePolicy.BLOCK, "admin", NOON);
  private static final LegalHoldSet HELD = new LegalHoldSet(ID, ENTITY, "case 7", "admin", NOON);
  private static final LegalHoldReleased RELEASED =
      new LegalHoldReleased(ID, ENTITY, null, "admin", NOON);

  private final AggregateScene<Budget> scene = new AggregateScene<>(Budget.class, ID);

  @Test
  void an_entity_without_a_budget_gets_one_that_limits_nothing() {
    scene.whenCreated(() -> Budget.held(ENTITY, "case 7", "admin", NOON)).expectEvents(SET, HELD);
  }

  @Test
  void who_holds_what_is_held_changes_nothing() {
    scene.given(SET).when(budget -> budget.hold("case 7", "admin", NOON)).expectEvents(HELD);
    new AggregateScene<>(Budget.class, ID)
        .given(SET, HELD)
        .when(budget -> budget.hold("case 8", "admin", NOON))
        .expectNoEvents();
  }

  @Test
  void a_hold_is_released_and_can_be_set_again() {
    scene
        .given(SET, HELD)
        .when(budget -> budget.release(null, "admin", NOON))
        .expectEvents(RELEASED);
    new AggregateScene<>(Budget.class, ID)
        .given(SET, HELD, RELEASED)
        .when(budget -> budget.hold("case 7", "admin", NOON))
        .expectEvents(HELD);
  }
}
