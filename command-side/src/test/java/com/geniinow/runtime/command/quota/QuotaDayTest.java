package com.geniinow.runtime.command.quota;

import static com.geniinow.runtime.command.testing.Story.AGENT;
import static com.geniinow.runtime.command.testing.Story.ENTITY;
import static com.geniinow.runtime.command.testing.Story.MARCH;
import static com.geniinow.runtime.command.testing.Story.NOON;
import static com.geniinow.runtime.command.testing.Story.inDay;
import static com.geniinow.runtime.command.testing.Story.opensDay;
import static com.geniinow.runtime.command.testing.Story.recorded;
import static com.geniinow.runtime.command.testing.Story.reserved;
import static com.geniinow.runtime.command.testing.Story.task;
import static com.geniinow.runtime.events.quota.OveragePolicy.ALLOW;
import static com.geniinow.runtime.events.quota.OveragePolicy.BLOCK;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.store.EventJson;
import com.geniinow.runtime.command.testing.AggregateScene;
import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.Usd;
import com.geniinow.runtime.events.quota.LimitKind;
import com.geniinow.runtime.events.quota.OveragePolicy;
import com.geniinow.runtime.events.quota.QuotaEvent.OverageRecorded;
import com.geniinow.runtime.events.quota.QuotaEvent.QuotaChanged;
import com.geniinow.runtime.events.quota.QuotaEvent.QuotaOpened;
import com.geniinow.runtime.events.quota.QuotaEvent.ReservationReleased;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageCorrected;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRefused;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageReserved;
import com.geniinow.runtime.events.quota.QuotaLimits;
import com.geniinow.runtime.events.quota.Window;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Limits of a day stand beside those of a month; a use counts on the day of its hold. */
class QuotaDayTest {
  private static final String TODAY = "2026-03-15";
  private static final Instant TONIGHT = Instant.parse("2026-03-16T00:00:00Z");
  private static final Instant TOMORROW = NOON.plus(Duration.ofDays(1));
  private static final QuotaLimits LIMITS =
      new QuotaLimits(1000, new BigDecimal(10), 0, 100L, BigDecimal.ONE);
  private static final UsageReserved HOLD = opensDay(reserved(task(1), 1, 60, "0.6"));
  private static final Admission ADMITTED = new Admission.Admitted();

  private final AggregateScene<Quota> scene = new AggregateScene<>(Quota.class, Ids.quotaOf(AGENT));

  @Test
  void exactly_the_rest_of_a_day_is_admitted() {
    scene
        .given(opened(LIMITS, BLOCK), HOLD)
        .asking(reserve(40, "0.4", NOON))
        .expectResultMessagePayload(ADMITTED)
        .expectEvents(inDay(reserved(task(9), 1, 40, "0.4")));
  }

  @Test
  void one_token_more_is_refused_and_the_refusal_names_the_day_and_its_end() {
    scene
        .given(opened(LIMITS, BLOCK), HOLD, recorded(HOLD, 50, "0.5", NOON))
        .asking(reserve(51, "0", NOON))
        .expectResultMessagePayload(
            new Admission.Refused(refusal(LimitKind.TOKENS, "100", "50", "51")))
        .expectEvents(refusal(LimitKind.TOKENS, "100", "50", "51"));
  }

  @Test
  void a_ten_billionth_of_a_dollar_more_is_refused() {
    scene
        .given(opened(LIMITS, BLOCK), HOLD, recorded(HOLD, 50, "0.5", NOON))
        .asking(reserve(1, "0.5000000001", NOON))
        .expectEvents(refusal(LimitKind.COST, "1", "0.5", "0.5000000001"));
  }

  @Test
  void the_first_moment_of_the_next_day_finds_nothing_used_and_nothing_held() {
    scene
        .given(opened(LIMITS, BLOCK), HOLD)
        .asking(reserve(100, "1", TONIGHT))
        .expectResultMessagePayload(ADMITTED)
        .expectEvents(opensDay(at(TONIGHT, 100, "1")));
  }

  @Test
  void a_hold_of_yesterday_that_is_settled_today_counts_yesterday() {
    scene
        .given(opened(LIMITS, BLOCK), HOLD, opensDay(at(TOMORROW, 10, "0.1")))
        .when(q -> q.settle(task(1), 1, usage(55, "0.5"), false, TOMORROW))
        .expectEvents(recorded(HOLD, 55, "0.5", TOMORROW));
    new AggregateScene<>(Quota.class, Ids.quotaOf(AGENT))
        .given(
            opened(LIMITS, BLOCK),
            HOLD,
            opensDay(at(TOMORROW, 10, "0.1")),
            recorded(HOLD, 55, "0.5", TOMORROW))
        .asking(reserve(task(8), 90, "0.9", TOMORROW))
        .expectResultMessagePayload(ADMITTED);
  }

  @Test
  void a_hold_of_yesterday_is_given_back_to_yesterday() {
    scene
        .given(opened(LIMITS, BLOCK), HOLD)
        .when(q -> q.release(task(1), 1, "failed", TOMORROW))
        .expectEvents(
            new ReservationReleased(
                AGENT, task(1), 1, 60, Usd.of("0.6"), MARCH, "failed", TOMORROW, TODAY));
  }

  @Test
  void more_than_the_hold_of_yesterday_is_measured_by_yesterday() {
    scene
        .given(opened(LIMITS, BLOCK), HOLD, opensDay(at(TOMORROW, 100, "1")))
        .when(q -> q.settle(task(1), 1, told(105, "0.6"), false, TOMORROW))
        .expectEvents(
            recorded(HOLD, 105, "0.6", TOMORROW),
            overage(null, BLOCK, "1000", "0", "160", "45", MARCH, TOMORROW),
            overage(Window.DAY, BLOCK, "100", "0", "60", "45", TODAY, TOMORROW));
  }

  @Test
  void another_s_word_is_cut_to_what_the_day_of_its_hold_leaves() {
    scene
        .given(opened(LIMITS, BLOCK), HOLD)
        .asking(
            q -> {
              q.settle(task(1), 1, usage(500, "0.6"), false, TOMORROW);
              return q.used(YearMonth.parse(MARCH));
            })
        .expectResultMessagePayload(Spending.Spent.NOTHING.plus(100, Usd.of("0.12")));
  }

  @Test
  void another_policy_admits_and_records_the_day_s_limit_that_was_passed() {
    scene
        .given(opened(LIMITS, ALLOW), HOLD)
        .asking(reserve(41, "0", NOON))
        .expectResultMessagePayload(ADMITTED)
        .expectEvents(
            overage(Window.DAY, ALLOW, "100", "0", "60", "41", TODAY, NOON),
            inDay(reserved(task(9), 1, 41, "0")));
  }

  @Test
  void null_takes_a_day_s_limit_away() {
    var without = new QuotaLimits(1000, new BigDecimal(10), 0, null, BigDecimal.ONE);

    scene
        .given(opened(LIMITS, BLOCK), HOLD, new QuotaChanged(AGENT, without, BLOCK, "admin", NOON))
        .asking(reserve(900, "0.4", NOON))
        .expectResultMessagePayload(ADMITTED);
  }

  @Test
  void a_hold_of_before_counts_in_no_day() {
    scene
        .given(opened(LIMITS, BLOCK), reserved(task(1), 1, 60, "0.6"))
        .asking(reserve(100, "1", NOON))
        .expectResultMessagePayload(ADMITTED)
        .expectEvents(opensDay(reserved(task(9), 1, 100, "1")));
  }

  @Test
  void a_clock_that_goes_back_over_midnight_counts_on_the_later_day() {
    scene
        .given(opened(LIMITS, BLOCK), opensDay(at(TONIGHT, 60, "0.6")))
        .asking(reserve(task(8), 41, "0", NOON))
        .expectEvents(
            new UsageRefused(
                AGENT,
                task(8),
                "simulate",
                LimitKind.TOKENS,
                new BigDecimal(100),
                BigDecimal.ZERO,
                new BigDecimal(60),
                new BigDecimal(41),
                "2026-03-16",
                Instant.parse("2026-03-17T00:00:00Z"),
                NOON,
                0,
                null,
                Window.DAY));
  }

  @Test
  void a_correction_of_a_day_counts_on_it() {
    scene
        .given(
            opened(LIMITS, BLOCK),
            HOLD,
            recorded(HOLD, 60, "0.6", NOON),
            corrected(-60, "-0.6", false))
        .asking(reserve(100, "1", NOON))
        .expectResultMessagePayload(ADMITTED);
  }

  @Test
  void a_correction_of_a_day_on_which_nothing_was_held_yet_opens_it() {
    scene
        .given(opened(LIMITS, BLOCK))
        .when(q -> q.correct(correction(90, "0"), "admin", NOON))
        .expectEvents(corrected(90, "0", true));
    new AggregateScene<>(Quota.class, Ids.quotaOf(AGENT))
        .given(opened(LIMITS, BLOCK), corrected(90, "0", true))
        .asking(reserve(11, "0", NOON))
        .expectEvents(refusal(LimitKind.TOKENS, "100", "90", "11"));
  }

  @Test
  void a_quota_with_days_comes_back_from_its_snapshot_as_it_was() {
    scene
        .given(
            opened(LIMITS, BLOCK),
            HOLD,
            opensDay(at(TOMORROW, 10, "0.1")),
            recorded(at(TOMORROW, 10, "0.1"), 10, "0.1", TOMORROW))
        .when(
            quota -> {
              var serializer = EventJson.serializer();
              Quota copy = serializer.deserialize(serializer.serialize(quota, String.class));
              assertThat(copy).usingRecursiveComparison().isEqualTo(quota);
            })
        .expectSuccessfulHandlerExecution();
  }

  private static QuotaOpened opened(QuotaLimits limits, OveragePolicy policy) {
    return new QuotaOpened(AGENT, ENTITY, limits, policy, MARCH, NOON);
  }

  private static UsageReserved at(Instant at, long tokens, String costUsd) {
    return new UsageReserved(AGENT, task(9), 1, tokens, Usd.of(costUsd), MARCH, at);
  }

  private static Function<Quota, Object> reserve(long tokens, String costUsd, Instant at) {
    return reserve(task(9), tokens, costUsd, at);
  }

  private static Function<Quota, Object> reserve(
      UUID task, long tokens, String costUsd, Instant at) {
    return q -> q.reserve(task, 1, "simulate", tokens, new BigDecimal(costUsd), at);
  }

  private static UsageRefused refusal(LimitKind kind, String limit, String used, String requested) {
    return new UsageRefused(
        AGENT,
        task(9),
        "simulate",
        kind,
        new BigDecimal(limit),
        new BigDecimal(used),
        BigDecimal.ZERO,
        new BigDecimal(requested),
        TODAY,
        TONIGHT,
        NOON,
        0,
        null,
        Window.DAY);
  }

  private static OverageRecorded overage(
      @Nullable Window window,
      OveragePolicy policy,
      String limit,
      String used,
      String reserved,
      String requested,
      String name,
      Instant at) {
    return new OverageRecorded(
        AGENT,
        at.equals(NOON) ? task(9) : task(1),
        LimitKind.TOKENS,
        policy,
        new BigDecimal(limit),
        new BigDecimal(used),
        new BigDecimal(reserved),
        new BigDecimal(requested),
        name,
        at,
        null,
        window);
  }

  private static Usage usage(long tokens, String costUsd) {
    return new Usage("gpt-4o", tokens, 0, new BigDecimal(costUsd));
  }

  private static Usage told(long tokens, String costUsd) {
    return new Usage(
        "gpt-4o", TokenClasses.of(tokens, 0), new BigDecimal(costUsd), null, false, null, true);
  }

  private static Correction correction(long tokens, String costUsd) {
    return new Correction(
        task(7),
        YearMonth.parse(MARCH),
        LocalDate.parse(TODAY),
        null,
        null,
        tokens,
        new BigDecimal(costUsd),
        null,
        "counted twice");
  }

  private static UsageCorrected corrected(long tokens, String costUsd, boolean opensDay) {
    return new UsageCorrected(
        AGENT,
        task(7),
        MARCH,
        TODAY,
        null,
        null,
        tokens,
        Usd.of(costUsd),
        null,
        null,
        "counted twice",
        "admin",
        NOON,
        opensDay);
  }
}
