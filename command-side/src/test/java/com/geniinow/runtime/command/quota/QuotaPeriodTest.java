package com.geniinow.runtime.command.quota;

import static com.geniinow.runtime.command.testing.Story.AGENT;
import static com.geniinow.runtime.command.testing.Story.ENTITY;
import static com.geniinow.runtime.command.testing.Story.MARCH;
import static com.geniinow.runtime.command.testing.Story.NOON;
import static com.geniinow.runtime.command.testing.Story.limits;
import static com.geniinow.runtime.command.testing.Story.opened;
import static com.geniinow.runtime.command.testing.Story.opensDay;
import static com.geniinow.runtime.command.testing.Story.recorded;
import static com.geniinow.runtime.command.testing.Story.reserved;
import static com.geniinow.runtime.command.testing.Story.task;
import static com.geniinow.runtime.events.quota.OveragePolicy.BLOCK;

import com.geniinow.runtime.command.testing.AggregateScene;
import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.Usd;
import com.geniinow.runtime.events.quota.LimitKind;
import com.geniinow.runtime.events.quota.QuotaEvent.PeriodOpened;
import com.geniinow.runtime.events.quota.QuotaEvent.QuotaChanged;
import com.geniinow.runtime.events.quota.QuotaEvent.QuotaOpened;
import com.geniinow.runtime.events.quota.QuotaEvent.ReservationReleased;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRefused;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageReserved;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Months open by themselves, with the first thing that happens in them. */
class QuotaPeriodTest {
  private static final Instant APRIL = Instant.parse("2026-04-01T00:00:00Z");
  private static final QuotaOpened OPENED = opened(1000, "1", BLOCK);
  private static final UsageReserved HOLD = reserved(task(1), 1, 600, "0.6");

  private final AggregateScene<Quota> scene = new AggregateScene<>(Quota.class, Ids.quotaOf(AGENT));

  @ParameterizedTest(name = "{0} at {1}")
  @CsvSource({
    "2026-03, 2026-03-31T23:59:59.999999Z",
    "2026-12, 2026-12-31T23:59:59.999999Z",
    "2028-02, 2028-02-29T00:00:00Z",
    "2028-02, 2028-02-29T23:59:59.999999Z",
  })
  void a_month_lasts_to_its_last_microsecond(String month, Instant at) {
    scene.given(openedIn(month)).when(quota -> quota.openPeriod(at)).expectNoEvents();
  }

  @ParameterizedTest(name = "{0} -> {1} at {2}")
  @CsvSource({
    "2026-03, 2026-04, 2026-04-01T00:00:00Z",
    "2026-12, 2027-01, 2027-01-01T00:00:00Z",
    "2028-02, 2028-03, 2028-03-01T00:00:00Z",
    "2027-02, 2027-03, 2027-03-01T00:00:00Z",
    "2026-03, 2027-02, 2027-02-11T07:00:00Z",
    "2026-09, 2026-10, 2026-10-01T00:00:00Z",
  })
  void the_next_one_begins_with_the_first_moment_after_it(String old, String month, Instant at) {
    scene
        .given(openedIn(old))
        .when(quota -> quota.openPeriod(at))
        .expectEvents(new PeriodOpened(AGENT, month, old, 0, Usd.ZERO, at));
  }

  @Test
  void a_month_opens_once() {
    scene
        .given(OPENED, opensApril(0, "0"))
        .when(
            quota -> {
              quota.openPeriod(APRIL);
              quota.openPeriod(APRIL.plusSeconds(1));
            })
        .expectNoEvents();
  }

  @Test
  void the_first_submission_of_a_month_opens_it_and_finds_nothing_used() {
    scene
        .given(OPENED, HOLD, recorded(HOLD, 600, "0.6", NOON))
        .when(quota -> quota.reserve(task(2), 1, "simulate", 1000, BigDecimal.ONE, APRIL))
        .expectEvents(opensApril(600, "0.6"), inApril(1000, "1"));
  }

  @Test
  void a_refused_submission_opens_the_month_too_and_names_the_end_of_the_new_one() {
    scene
        .given(OPENED)
        .when(quota -> quota.reserve(task(2), 1, "simulate", 1001, BigDecimal.ZERO, APRIL))
        .expectEvents(
            opensApril(0, "0"),
            new UsageRefused(
                AGENT,
                task(2),
                "simulate",
                LimitKind.TOKENS,
                new BigDecimal(1000),
                Usd.ZERO,
                Usd.ZERO,
                new BigDecimal(1001),
                "2026-04",
                Instant.parse("2026-05-01T00:00:00Z"),
                APRIL));
  }

  @Test
  void a_change_opens_the_month_too() {
    scene
        .given(OPENED)
        .when(quota -> quota.change(limits(5, "1"), BLOCK, "admin", APRIL))
        .expectEvents(
            opensApril(0, "0"), new QuotaChanged(AGENT, limits(5, "1"), BLOCK, "admin", APRIL));
  }

  @Test
  void what_is_held_over_midnight_is_settled_into_the_month_it_was_held_in() {
    scene
        .given(OPENED, HOLD)
        .when(quota -> quota.settle(task(1), 1, usage(500, "0.5"), false, APRIL))
        .expectEvents(opensApril(0, "0"), recorded(HOLD, 500, "0.5", APRIL));
  }

  @Test
  void a_late_settlement_takes_nothing_from_the_new_month() {
    scene
        .given(OPENED, HOLD, opensApril(0, "0"), recorded(HOLD, 600, "0.6", APRIL))
        .when(quota -> quota.reserve(task(2), 1, "simulate", 1000, BigDecimal.ONE, APRIL))
        .expectEvents(inApril(1000, "1"));
  }

  @Test
  void a_hold_of_the_old_month_counts_for_nothing_in_the_new_one() {
    scene
        .given(OPENED, HOLD, opensApril(0, "0"))
        .when(quota -> quota.reserve(task(2), 1, "simulate", 1000, BigDecimal.ONE, APRIL))
        .expectEvents(inApril(1000, "1"));
  }

  @Test
  void a_hold_of_the_old_month_is_given_back_to_the_old_month() {
    scene
        .given(OPENED, HOLD)
        .when(quota -> quota.release(task(1), 1, "failed", APRIL))
        .expectEvents(
            opensApril(0, "0"),
            new ReservationReleased(AGENT, task(1), 1, 600, Usd.of("0.6"), MARCH, "failed", APRIL));
  }

  @Test
  void a_clock_that_goes_back_over_midnight_reopens_nothing() {
    var lastMonth = APRIL.minusMillis(1);
    var late = opensDay(inApril(task(2), 700, "0.7", lastMonth));

    scene
        .given(OPENED, HOLD, recorded(HOLD, 600, "0.6", NOON), opensApril(600, "0.6"))
        .when(
            quota -> {
              quota.openPeriod(lastMonth);
              quota.reserve(task(2), 1, "simulate", 700, Usd.of("0.7"), lastMonth);
              quota.settle(task(2), 1, usage(700, "0.7"), false, lastMonth);
              quota.reserve(task(3), 1, "simulate", 300, Usd.of("0.3"), APRIL);
            })
        .expectEvents(
            late,
            recorded(late, 700, "0.7", lastMonth),
            opensDay(inApril(task(3), 300, "0.3", APRIL)));
  }

  private static QuotaOpened openedIn(String month) {
    return new QuotaOpened(AGENT, ENTITY, limits(1000, "1"), BLOCK, month, NOON);
  }

  private static PeriodOpened opensApril(long closedTokens, String closedUsd) {
    return new PeriodOpened(AGENT, "2026-04", MARCH, closedTokens, Usd.of(closedUsd), APRIL);
  }

  private static UsageReserved inApril(long tokens, String costUsd) {
    return opensDay(inApril(task(2), tokens, costUsd, APRIL));
  }

  private static UsageReserved inApril(UUID task, long tokens, String costUsd, Instant at) {
    return new UsageReserved(AGENT, task, 1, tokens, Usd.of(costUsd), "2026-04", at);
  }

  private static Usage usage(long tokens, String costUsd) {
    return new Usage("gpt-4o", tokens, 0, new BigDecimal(costUsd));
  }
}
