package com.geniinow.runtime.command.quota;

import static com.geniinow.runtime.command.testing.Story.AGENT;
import static com.geniinow.runtime.command.testing.Story.MARCH;
import static com.geniinow.runtime.command.testing.Story.NOON;
import static com.geniinow.runtime.command.testing.Story.opened;
import static com.geniinow.runtime.command.testing.Story.recorded;
import static com.geniinow.runtime.command.testing.Story.reserved;
import static com.geniinow.runtime.command.testing.Story.task;
import static com.geniinow.runtime.events.quota.OveragePolicy.BLOCK;

import com.geniinow.runtime.command.testing.AggregateScene;
import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.Usd;
import com.geniinow.runtime.events.quota.LimitKind;
import com.geniinow.runtime.events.quota.QuotaEvent;
import com.geniinow.runtime.events.quota.QuotaEvent.OverageRecorded;
import com.geniinow.runtime.events.quota.QuotaEvent.QuotaOpened;
import com.geniinow.runtime.events.quota.QuotaEvent.ReservationReleased;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRecorded;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageReserved;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What becomes of a hold: settled or given back, once. */
class QuotaSettlementTest {
  private static final UUID TASK = task(1);
  private static final Instant LATER = NOON.plusSeconds(5);
  private static final QuotaOpened OPENED = opened(1000, "1", BLOCK);
  private static final UsageReserved HOLD = reserved(TASK, 1, 100, "0.1");

  private final AggregateScene<Quota> scene = new AggregateScene<>(Quota.class, Ids.quotaOf(AGENT));

  @Test
  void an_attempt_is_settled_to_what_it_really_used() {
    scene
        .given(OPENED, HOLD)
        .when(quota -> quota.settle(TASK, 1, usage(30, 12, "0.042"), false, LATER))
        .expectEvents(
            new UsageRecorded(
                AGENT,
                TASK,
                1,
                "gpt-4o",
                30,
                12,
                42,
                Usd.of("0.042"),
                100,
                Usd.of("0.1"),
                MARCH,
                false,
                LATER,
                0,
                0,
                0,
                null,
                false,
                NOON));
  }

  @Test
  void a_hold_that_nobody_reported_on_is_charged_in_full_and_says_so() {
    scene
        .given(OPENED, HOLD)
        .when(quota -> quota.settle(TASK, 1, usage(100, 0, "0.1"), true, LATER))
        .expectEvents(
            new UsageRecorded(
                AGENT,
                TASK,
                1,
                "gpt-4o",
                100,
                0,
                100,
                Usd.of("0.1"),
                100,
                Usd.of("0.1"),
                MARCH,
                true,
                LATER,
                0,
                0,
                0,
                null,
                false,
                NOON));
  }

  @Test
  void settling_again_changes_nothing_whatever_it_says() {
    scene
        .given(OPENED, HOLD, recorded(HOLD, 42, "0.042", NOON))
        .when(
            quota -> {
              quota.settle(TASK, 1, usage(42, 0, "0.042"), false, LATER);
              quota.settle(TASK, 1, usage(999, 0, "0.9"), true, LATER);
              quota.release(TASK, 1, "failed", LATER);
            })
        .expectNoEvents();
  }

  @Test
  void what_was_never_held_cannot_be_settled_or_released() {
    scene
        .given(OPENED, HOLD)
        .when(
            quota -> {
              quota.settle(TASK, 2, usage(42, 0, "0.042"), false, LATER);
              quota.settle(task(2), 1, usage(42, 0, "0.042"), false, LATER);
              quota.release(TASK, 2, "failed", LATER);
            })
        .expectNoEvents();
  }

  @Test
  void what_was_not_used_is_there_for_others() {
    scene
        .given(OPENED, HOLD, recorded(HOLD, 42, "0.042", NOON))
        .asking(quota -> quota.reserve(task(2), 1, "simulate", 958, new BigDecimal("0.958"), LATER))
        .expectResultMessagePayload(new Admission.Admitted());
  }

  @Test
  void a_hold_is_given_back_unused() {
    scene
        .given(OPENED, HOLD)
        .when(quota -> quota.release(TASK, 1, "cancelled", LATER))
        .expectEvents(
            new ReservationReleased(AGENT, TASK, 1, 100, Usd.of("0.1"), MARCH, "cancelled", LATER));
  }

  @Test
  void what_was_given_back_is_given_back_once_and_can_no_longer_be_charged() {
    scene
        .given(OPENED, HOLD, released())
        .when(
            quota -> {
              quota.release(TASK, 1, "cancelled", LATER);
              quota.settle(TASK, 1, usage(42, 0, "0.042"), false, LATER);
            })
        .expectNoEvents();
  }

  @Test
  void all_of_a_given_back_hold_is_there_for_others() {
    scene
        .given(OPENED, HOLD, released())
        .asking(quota -> quota.reserve(task(2), 1, "simulate", 1000, BigDecimal.ONE, LATER))
        .expectResultMessagePayload(new Admission.Admitted());
  }

  @Test
  void each_attempt_has_a_hold_of_its_own() {
    var second = reserved(TASK, 2, 70, "0.07");

    scene
        .given(OPENED, HOLD, second)
        .when(
            quota -> {
              quota.settle(TASK, 2, usage(7, 0, "0.007"), false, NOON);
              quota.settle(TASK, 1, usage(3, 0, "0.003"), false, NOON);
            })
        .expectEvents(recorded(second, 7, "0.007", NOON), recorded(HOLD, 3, "0.003", NOON));
  }

  @Test
  void an_attempt_knows_what_it_may_use() {
    scene
        .given(OPENED, HOLD)
        .asking(quota -> quota.reserved(TASK, 1))
        .expectResultMessagePayload(new Reserved(100, Usd.of("0.1"), HOLD.at(), null));
    new AggregateScene<>(Quota.class, Ids.quotaOf(AGENT))
        .given(OPENED, HOLD)
        .asking(quota -> quota.reserved(TASK, 2))
        .expectResultMessagePayload(null);
  }

  @Test
  void more_tokens_than_reserved_are_an_overage() {
    scene
        .given(OPENED, HOLD)
        .when(quota -> quota.settle(TASK, 1, usage(130, 0, "0.1"), false, NOON))
        .expectEvents(
            recorded(HOLD, 130, "0.1", NOON),
            overage(LimitKind.TOKENS, "1000", "0", "100", "30", MARCH, NOON));
  }

  @Test
  void more_money_than_reserved_is_an_overage() {
    scene
        .given(OPENED, HOLD)
        .when(quota -> quota.settle(TASK, 1, usage(100, 0, "0.1000000001"), false, NOON))
        .expectEvents(
            recorded(HOLD, 100, "0.1000000001", NOON),
            overage(LimitKind.COST, "1", "0", "0.1", "0.0000000001", MARCH, NOON));
  }

  @Test
  void what_nobody_can_price_costs_what_was_reserved_and_says_so() {
    scene
        .given(OPENED, HOLD)
        .when(quota -> quota.settle(TASK, 1, new Usage("x", 30, 12, null), false, LATER))
        .expectEvents(
            new UsageRecorded(
                AGENT,
                TASK,
                1,
                "x",
                30,
                12,
                42,
                Usd.of("0.1"),
                100,
                Usd.of("0.1"),
                MARCH,
                true,
                LATER,
                0,
                0,
                0,
                null,
                false,
                NOON));
  }

  @Test
  void a_late_overage_shows_the_figures_of_the_month_it_was_reserved_in() {
    var april = Instant.parse("2026-04-02T00:00:00Z");
    var first = reserved(task(2), 1, 40, "0.04");
    var more = recorded(HOLD, 130, "0.1", april);

    scene
        .given(OPENED, HOLD, first, recorded(first, 25, "0.025", NOON))
        .when(quota -> quota.settle(TASK, 1, usage(130, 0, "0.1"), false, april))
        .expectEvents(
            new QuotaEvent.PeriodOpened(AGENT, "2026-04", MARCH, 25, Usd.of("0.025"), april),
            more,
            overage(LimitKind.TOKENS, "1000", "25", "100", "30", MARCH, april));
  }

  @Test
  void exactly_what_was_reserved_is_no_overage() {
    scene
        .given(OPENED, HOLD)
        .when(quota -> quota.settle(TASK, 1, usage(100, 0, "0.1"), false, NOON))
        .expectEvents(recorded(HOLD, 100, "0.1", NOON));
  }

  @Test
  void an_attempt_without_a_hold_s_worth_of_work_settles_to_nothing() {
    var nothing = reserved(TASK, 1, 0, "0");

    scene
        .given(opened(0, "0", BLOCK), nothing)
        .when(quota -> quota.settle(TASK, 1, usage(0, 0, "0"), false, NOON))
        .expectEvents(recorded(nothing, 0, "0", NOON));
  }

  @Test
  void what_a_provider_told_counts_in_full_also_over_a_limit_that_blocks() {
    scene
        .given(opened(110, "1", BLOCK), HOLD)
        .when(quota -> quota.settle(TASK, 1, told(130, "0.13"), false, NOON))
        .expectEvents(
            recorded(HOLD, 130, "0.13", NOON),
            overage(LimitKind.TOKENS, "110", "0", "100", "30", MARCH, NOON),
            overage(LimitKind.COST, "1", "0", "0.1", "0.03", MARCH, NOON));
  }

  private static Usage told(long input, String costUsd) {
    return new Usage(
        "gpt-4o", TokenClasses.of(input, 0), new BigDecimal(costUsd), null, false, null, true);
  }

  private static Usage usage(long input, long output, String costUsd) {
    return new Usage("gpt-4o", input, output, new BigDecimal(costUsd));
  }

  private static ReservationReleased released() {
    return new ReservationReleased(AGENT, TASK, 1, 100, Usd.of("0.1"), MARCH, "cancelled", NOON);
  }

  private static OverageRecorded overage(
      LimitKind kind,
      String limit,
      String used,
      String reserved,
      String requested,
      String period,
      Instant at) {
    return new OverageRecorded(
        AGENT,
        TASK,
        kind,
        BLOCK,
        new BigDecimal(limit),
        new BigDecimal(used),
        new BigDecimal(reserved),
        new BigDecimal(requested),
        period,
        at);
  }
}
