package com.geniinow.runtime.command.budget;

import static com.geniinow.runtime.command.testing.Story.ENTITY;
import static com.geniinow.runtime.command.testing.Story.NOON;
import static com.geniinow.runtime.command.testing.Story.task;
import static com.geniinow.runtime.events.quota.OveragePolicy.ALLOW;
import static com.geniinow.runtime.events.quota.OveragePolicy.BLOCK;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.quota.Raise;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.command.refusal.RefusedException;
import com.geniinow.runtime.command.store.EventJson;
import com.geniinow.runtime.command.testing.AggregateScene;
import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.Usd;
import com.geniinow.runtime.events.budget.BudgetEvent;
import com.geniinow.runtime.events.budget.BudgetEvent.BudgetRaised;
import com.geniinow.runtime.events.budget.BudgetEvent.BudgetSet;
import com.geniinow.runtime.events.budget.BudgetLimits;
import com.geniinow.runtime.events.quota.Level;
import com.geniinow.runtime.events.quota.OveragePolicy;
import com.geniinow.runtime.events.quota.Window;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.axonframework.test.aggregate.ResultValidator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What an administrator does to a budget. */
class BudgetLifeTest {
  private static final UUID ID = Ids.budgetOf(ENTITY);
  private static final BudgetLimits LIMITS = new BudgetLimits(1000L, null, null, Usd.of("2"));
  private static final Instant TOMORROW = NOON.plus(Duration.ofDays(1));

  private final AggregateScene<Budget> scene = new AggregateScene<>(Budget.class, ID);

  @Test
  void an_entity_s_budget_is_set() {
    scene
        .whenCreated(() -> new Budget(ENTITY, LIMITS, BLOCK, "admin", NOON))
        .expectEvents(set(LIMITS, BLOCK));
  }

  @Test
  void the_platform_s_budget_says_that_it_is_the_platform_s() {
    new AggregateScene<>(Budget.class, Ids.budgetOf(Ids.PLATFORM))
        .whenCreated(() -> new Budget(Ids.PLATFORM, LIMITS, BLOCK, "admin", NOON))
        .expectEvents(
            new BudgetSet(
                Ids.budgetOf(Ids.PLATFORM),
                Ids.PLATFORM,
                Level.PLATFORM,
                LIMITS,
                BLOCK,
                "admin",
                NOON));
  }

  @Test
  void a_change_is_recorded_whole() {
    var other = new BudgetLimits(null, Usd.of("7"), null, Usd.of("2"));

    scene
        .given(set(LIMITS, BLOCK))
        .when(budget -> budget.change(other, ALLOW, "admin", NOON))
        .expectEvents(set(other, ALLOW));
  }

  @Test
  void a_change_to_what_is_so_already_is_no_event() {
    scene
        .given(set(LIMITS, BLOCK))
        .when(
            budget ->
                budget.change(
                    new BudgetLimits(1000L, null, null, new BigDecimal("2.00")),
                    BLOCK,
                    "admin",
                    NOON))
        .expectNoEvents();
  }

  @Test
  void a_limit_is_raised() {
    scene
        .given(set(LIMITS, BLOCK))
        .when(budget -> raise(budget, new Raise(Window.MONTH, 5L, null, TOMORROW)))
        .expectEvents(raised(Window.MONTH, 5L, null, TOMORROW));
  }

  @Test
  void what_has_no_limit_is_not_raised() {
    refused(
        scene
            .given(set(LIMITS, BLOCK))
            .when(budget -> raise(budget, new Raise(Window.DAY, 5L, null, TOMORROW))),
        new Refusal.InvalidValue("tokens", "has no limit in this window"));
    refused(
        new AggregateScene<>(Budget.class, ID)
            .given(set(LIMITS, BLOCK))
            .when(budget -> raise(budget, new Raise(Window.MONTH, null, BigDecimal.ONE, TOMORROW))),
        new Refusal.InvalidValue("cost_usd", "has no limit in this window"));
  }

  @Test
  void no_more_than_twenty_raises_are_in_force_at_once() {
    refused(
        scene
            .given(raisedTwentyTimes(TOMORROW))
            .when(budget -> raise(budget, new Raise(Window.MONTH, 5L, null, TOMORROW))),
        new Refusal.WrongState("As many raises as can be are in force."));
  }

  @Test
  void raises_that_are_over_count_no_more() {
    scene
        .given(raisedTwentyTimes(NOON))
        .when(budget -> raise(budget, new Raise(Window.MONTH, 5L, null, TOMORROW)))
        .expectEvents(raised(Window.MONTH, 5L, null, TOMORROW));
  }

  @Test
  void a_budget_comes_back_from_its_snapshot_as_it_was() {
    scene
        .given(set(LIMITS, ALLOW), raised(Window.DAY, null, Usd.of("1"), TOMORROW))
        .when(
            budget -> {
              var serializer = EventJson.serializer();
              Budget copy = serializer.deserialize(serializer.serialize(budget, String.class));
              assertThat(copy).usingRecursiveComparison().isEqualTo(budget);
            })
        .expectSuccessfulHandlerExecution();
  }

  private static List<BudgetEvent> raisedTwentyTimes(Instant until) {
    List<BudgetEvent> events = new ArrayList<>(List.of(set(LIMITS, BLOCK)));
    for (var n = 0; n < 20; n++) {
      events.add(
          new BudgetRaised(
              ID,
              ENTITY,
              task(n),
              Window.MONTH,
              1L,
              null,
              until,
              "launch",
              "admin",
              NOON.minusSeconds(60)));
    }
    return events;
  }

  private static void raise(Budget budget, Raise raise) {
    budget.raise(task(99), raise, "launch", "admin", NOON);
  }

  private static void refused(ResultValidator<Budget> result, Refusal why) {
    result
        .expectException(RefusedException.class)
        .expectExceptionMessage(why.sentence())
        .expectNoEvents();
  }

  private static BudgetSet set(BudgetLimits limits, OveragePolicy policy) {
    return new BudgetSet(ID, ENTITY, Level.ENTITY, limits, policy, "admin", NOON);
  }

  private static BudgetRaised raised(
      Window window, @Nullable Long tokens, @Nullable BigDecimal costUsd, Instant until) {
    return new BudgetRaised(
        ID, ENTITY, task(99), window, tokens, costUsd, until, "launch", "admin", NOON);
  }
}
