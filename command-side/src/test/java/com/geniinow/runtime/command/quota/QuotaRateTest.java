package com.geniinow.runtime.command.quota;

import static com.geniinow.runtime.command.testing.Story.AGENT;
import static com.geniinow.runtime.command.testing.Story.ENTITY;
import static com.geniinow.runtime.command.testing.Story.NOON;
import static com.geniinow.runtime.command.testing.Story.recorded;
import static com.geniinow.runtime.command.testing.Story.reserved;
import static com.geniinow.runtime.command.testing.Story.task;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.geniinow.runtime.command.store.EventJson;
import com.geniinow.runtime.command.testing.AggregateScene;
import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.RuntimeEvent;
import com.geniinow.runtime.events.Usd;
import com.geniinow.runtime.events.quota.OveragePolicy;
import com.geniinow.runtime.events.quota.QuotaEvent.QuotaChanged;
import com.geniinow.runtime.events.quota.QuotaEvent.QuotaOpened;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageCorrected;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRecorded;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageReserved;
import com.geniinow.runtime.events.quota.QuotaLimits;
import com.geniinow.runtime.events.quota.RateEvent.CostRatePassed;
import com.geniinow.runtime.events.quota.RateEvent.CostRateRestarted;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.axonframework.test.aggregate.ResultValidator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is settled within 60 s: 1 USD at most. */
class QuotaRateTest {
  private static final UsageReserved HOLD = reserved(task(9), 1, 10, "5");
  private static final CostRatePassed PASSED =
      new CostRatePassed(AGENT, Usd.of("1.1"), Usd.of("1"), NOON);

  private final AggregateScene<Quota> scene = new AggregateScene<>(Quota.class, Ids.quotaOf(AGENT));
  private final List<RuntimeEvent> before = new ArrayList<>(List.of(opened("1"), HOLD));

  @Test
  void up_to_the_limit_nothing_happens() {
    used("0.6", NOON.minusSeconds(1));

    settle("0.4").expectEvents(usage("0.4"));
  }

  @Test
  void above_it_the_rate_is_passed_with_figure_and_limit() {
    used("0.6", NOON.minusSeconds(1));

    settle("0.5").expectEvents(usage("0.5"), PASSED);
  }

  @Test
  void what_was_settled_just_within_a_minute_counts() {
    used("0.6", NOON.minusMillis(59_999));

    settle("0.5").expectEvents(usage("0.5"), PASSED);
  }

  @Test
  void what_was_settled_more_than_a_minute_and_a_second_ago_counts_no_more() {
    used("0.6", NOON.minusSeconds(61));

    settle("0.5").expectEvents(usage("0.5"));
  }

  @Test
  void it_is_passed_once_until_the_agent_is_resumed() {
    used("1.1", NOON.minusSeconds(2));
    before.add(PASSED);
    used("3", NOON.minusSeconds(1));

    settle("0.5")
        .expectEvents(usage("0.5"))
        .expectState(q -> assertThat(q.passedRate()).isEqualTo(PASSED));
  }

  @Test
  void what_was_settled_before_the_agent_was_resumed_counts_no_more() {
    used("1.1", NOON.minusSeconds(3));
    before.add(PASSED);
    used("3", NOON.minusSeconds(2));
    before.add(new CostRateRestarted(AGENT, NOON.minusSeconds(1)));

    settle("1").expectEvents(usage("1")).expectState(q -> assertThat(q.passedRate()).isNull());
  }

  @Test
  void after_that_it_can_be_passed_again() {
    before.add(PASSED);
    before.add(new CostRateRestarted(AGENT, NOON.minusSeconds(1)));

    settle("1.1").expectEvents(usage("1.1"), PASSED);
  }

  @Test
  void a_restart_is_on_record_only_where_something_is_counted() {
    scene.given(before).when(quota -> quota.restartRate(NOON)).expectNoEvents();
    used("0.1", NOON.minusSeconds(3));
    scene
        .given(before)
        .when(quota -> quota.restartRate(NOON))
        .expectEvents(new CostRateRestarted(AGENT, NOON));
  }

  @Test
  void a_correction_is_no_settlement() {
    used("0.6", NOON.minusSeconds(1));
    before.add(
        new UsageCorrected(
            AGENT,
            task(3),
            "2026-03",
            null,
            null,
            null,
            0,
            Usd.of("9"),
            null,
            null,
            "r",
            "b",
            NOON));

    settle("0.4").expectEvents(usage("0.4"));
  }

  @Test
  void a_limit_of_nothing_is_passed_by_anything_that_costs() {
    before.set(0, opened("0"));
    settle("0").expectEvents(usage("0"));
    settle("0.0001")
        .expectEvents(usage("0.0001"), new CostRatePassed(AGENT, Usd.of("0.0001"), Usd.ZERO, NOON));
  }

  @Test
  void without_a_limit_nothing_is_passed_and_nothing_is_kept() {
    before.set(0, opened(null));
    used("0.6", NOON.minusSeconds(1));

    settle("4").expectEvents(usage("4")).expectState(q -> assertThat(rate(q)).contains("{}"));
  }

  @Test
  void a_limit_that_is_taken_away_and_set_again_counts_from_then_on() {
    used("0.9", NOON.minusSeconds(3));
    before.add(changed(null));
    before.add(changed("1"));

    settle("0.9").expectEvents(usage("0.9"));
  }

  @Test
  void a_limit_that_is_lowered_counts_what_was_settled_under_the_higher_one() {
    used("0.6", NOON.minusSeconds(3));
    before.add(changed("0.7"));

    settle("0.5")
        .expectEvents(usage("0.5"), new CostRatePassed(AGENT, Usd.of("1.1"), Usd.of("0.7"), NOON));
  }

  @Test
  void ten_thousand_settlements_are_kept_as_a_minute_of_seconds() {
    for (var n = 0; n < 10_000; n++) {
      used("0.000001", NOON.minusMillis(200_000 - n * 20L));
    }

    settle("0.1")
        .expectEvents(usage("0.1"))
        .expectState(q -> assertThat(rate(q).split(",")).hasSizeLessThanOrEqualTo(63));
  }

  private void used(String usd, Instant at) {
    var hold = reserved(task(1), 1, 10, "5");
    before.add(hold);
    before.add(recorded(hold, 1, usd, at));
  }

  private ResultValidator<Quota> settle(String usd) {
    var usage = new Usage(null, 0, 1, new BigDecimal(usd));
    return scene.given(before).when(quota -> quota.settle(task(9), 1, usage, false, NOON));
  }

  private static UsageRecorded usage(String usd) {
    return new UsageRecorded(
        AGENT,
        task(9),
        1,
        null,
        0,
        1,
        1,
        Usd.of(usd),
        10,
        Usd.of("5"),
        "2026-03",
        false,
        NOON,
        0,
        0,
        0,
        null,
        false,
        HOLD.at());
  }

  private static QuotaOpened opened(@Nullable String perMinute) {
    return new QuotaOpened(AGENT, ENTITY, limits(perMinute), OveragePolicy.BLOCK, "2026-03", NOON);
  }

  private static QuotaChanged changed(@Nullable String perMinute) {
    return new QuotaChanged(AGENT, limits(perMinute), OveragePolicy.BLOCK, "ann", NOON);
  }

  private static QuotaLimits limits(@Nullable String perMinute) {
    return new QuotaLimits(
        1_000_000, Usd.of("1000"), 0, null, null, perMinute == null ? null : Usd.of(perMinute));
  }

  private static String rate(Quota quota) {
    try {
      return EventJson.mapper()
          .readTree(EventJson.mapper().writeValueAsString(quota))
          .path("rate")
          .path("bySecond")
          .toString();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
