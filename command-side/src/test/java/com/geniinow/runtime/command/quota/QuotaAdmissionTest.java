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
import static com.geniinow.runtime.events.quota.LimitKind.COST;
import static com.geniinow.runtime.events.quota.LimitKind.TOKENS;
import static com.geniinow.runtime.events.quota.OveragePolicy.ALERT_ONLY;
import static com.geniinow.runtime.events.quota.OveragePolicy.ALLOW;
import static com.geniinow.runtime.events.quota.OveragePolicy.BLOCK;

import com.geniinow.runtime.command.testing.AggregateScene;
import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.quota.LimitKind;
import com.geniinow.runtime.events.quota.OveragePolicy;
import com.geniinow.runtime.events.quota.QuotaEvent.OverageRecorded;
import com.geniinow.runtime.events.quota.QuotaEvent.QuotaChanged;
import com.geniinow.runtime.events.quota.QuotaEvent.QuotaOpened;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRefused;
import com.geniinow.runtime.events.quota.QuotaLimits;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.function.Function;
import org.axonframework.test.aggregate.ResultValidator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who may use what: exactly up to the limit, with what is used and what is held counted. */
class QuotaAdmissionTest {
  private static final Instant APRIL = Instant.parse("2026-04-01T00:00:00Z");
  private static final Admission ADMITTED = new Admission.Admitted();

  private final AggregateScene<Quota> scene = new AggregateScene<>(Quota.class, Ids.quotaOf(AGENT));

  @Test
  void a_new_quota_begins_in_the_month_of_its_first_moment() {
    scene
        .whenCreated(() -> new Quota(AGENT, ENTITY, QuotaLimits.DEFAULT, BLOCK, NOON))
        .expectEvents(new QuotaOpened(AGENT, ENTITY, QuotaLimits.DEFAULT, BLOCK, MARCH, NOON));
  }

  @Test
  void exactly_the_rest_of_the_tokens_is_admitted() {
    var used = reserved(task(1), 1, 300, "0");

    scene
        .given(
            opened(1000, "50", BLOCK),
            used,
            recorded(used, 250, "0", NOON),
            reserved(task(2), 1, 150, "0"))
        .asking(reserve(600, "0"))
        .expectResultMessagePayload(ADMITTED)
        .expectEvents(opensDay(reserved(task(9), 1, 600, "0")));
  }

  @Test
  void one_token_more_is_refused_and_the_refusal_explains_itself() {
    var used = reserved(task(1), 1, 300, "0");

    refused(
        scene
            .given(
                opened(1000, "50", BLOCK),
                used,
                recorded(used, 250, "0", NOON),
                reserved(task(2), 1, 150, "0"))
            .asking(reserve(601, "0")),
        refusal(TOKENS, "1000", "250", "150", "601"));
  }

  @Test
  void exactly_the_rest_of_the_money_is_admitted() {
    scene
        .given(opened(1000, "0.01", BLOCK), reserved(task(1), 1, 0, "0.0099999999"))
        .asking(reserve(1, "0.0000000001"))
        .expectResultMessagePayload(ADMITTED)
        .expectEvents(opensDay(reserved(task(9), 1, 1, "0.0000000001")));
  }

  @Test
  void a_ten_billionth_of_a_dollar_more_is_refused() {
    refused(
        scene
            .given(opened(1000, "0.01", BLOCK), reserved(task(1), 1, 0, "0.0099999999"))
            .asking(reserve(1, "0.0000000002")),
        refusal(COST, "0.01", "0", "0.0099999999", "0.0000000002"));
  }

  @Test
  void a_task_over_both_limits_is_refused_once_for_its_tokens() {
    refused(
        scene.given(opened(10, "1", BLOCK)).asking(reserve(11, "2")),
        refusal(TOKENS, "10", "0", "0", "11"));
  }

  @Test
  void a_refusal_holds_nothing() {
    scene
        .given(opened(10, "1", BLOCK), refusal(TOKENS, "10", "0", "0", "11"))
        .asking(reserve(10, "1"))
        .expectResultMessagePayload(ADMITTED);
  }

  @Test
  void asking_again_for_the_same_attempt_holds_nothing_more() {
    scene
        .given(opened(100, "1", BLOCK), reserved(task(9), 1, 100, "1"))
        .asking(reserve(100, "1"))
        .expectResultMessagePayload(ADMITTED)
        .expectNoEvents();
  }

  @Test
  void the_retry_of_a_task_needs_a_hold_of_its_own() {
    refused(
        scene
            .given(opened(100, "1", BLOCK), reserved(task(9), 2, 60, "0"))
            .asking(reserve(60, "0")),
        refusal(TOKENS, "100", "0", "60", "60"));
  }

  @ParameterizedTest
  @EnumSource(names = {"ALERT_ONLY", "ALLOW"})
  void other_policies_admit_and_record_each_limit_that_was_passed(OveragePolicy policy) {
    scene
        .given(opened(10, "1", policy), reserved(task(1), 1, 4, "0.25"))
        .asking(reserve(7, "0.8"))
        .expectResultMessagePayload(ADMITTED)
        .expectEvents(
            overage(TOKENS, policy, "10", "0", "4", "7"),
            overage(COST, policy, "1", "0", "0.25", "0.8"),
            opensDay(reserved(task(9), 1, 7, "0.8")));
  }

  @ParameterizedTest
  @EnumSource
  void within_the_limits_every_policy_only_reserves(OveragePolicy policy) {
    scene
        .given(opened(10, "1", policy))
        .asking(reserve(10, "1"))
        .expectResultMessagePayload(ADMITTED)
        .expectEvents(opensDay(reserved(task(9), 1, 10, "1")));
  }

  @Test
  void limits_of_zero_admit_what_costs_nothing() {
    scene
        .given(opened(0, "0", BLOCK))
        .asking(reserve(0, "0"))
        .expectResultMessagePayload(ADMITTED)
        .expectEvents(opensDay(reserved(task(9), 1, 0, "0")));
  }

  @Test
  void limits_of_zero_refuse_a_single_token_and_the_smallest_sum() {
    refused(
        scene.given(opened(0, "0", BLOCK)).asking(reserve(1, "0")),
        refusal(TOKENS, "0", "0", "0", "1"));
    refused(
        new AggregateScene<>(Quota.class, Ids.quotaOf(AGENT))
            .given(opened(5, "0", BLOCK))
            .asking(reserve(1, "0.0000000001")),
        refusal(COST, "0", "0", "0", "0.0000000001"));
  }

  @Test
  void a_limit_that_is_lowered_below_what_is_held_only_blocks_further_work() {
    refused(
        scene
            .given(
                opened(100, "1", BLOCK),
                reserved(task(1), 1, 80, "0"),
                new QuotaChanged(AGENT, limits(50, "1"), BLOCK, "admin", NOON))
            .asking(reserve(1, "0")),
        refusal(TOKENS, "50", "0", "80", "1"));
  }

  @Test
  void a_limit_that_is_raised_admits_at_once() {
    scene
        .given(
            opened(100, "1", BLOCK),
            reserved(task(1), 1, 100, "0"),
            new QuotaChanged(AGENT, limits(200, "1"), BLOCK, "admin", NOON))
        .asking(reserve(100, "0"))
        .expectResultMessagePayload(ADMITTED);
  }

  @Test
  void a_change_is_recorded_whole() {
    scene
        .given(opened(100, "1", BLOCK))
        .when(quota -> quota.change(limits(200, "1"), ALERT_ONLY, "root", NOON))
        .expectEvents(new QuotaChanged(AGENT, limits(200, "1"), ALERT_ONLY, "root", NOON));
  }

  @Test
  void a_change_to_what_is_so_already_is_no_event() {
    scene
        .given(opened(100, "1", ALLOW))
        .when(quota -> quota.change(limits(100, "1.00"), ALLOW, "root", NOON))
        .expectNoEvents();
  }

  private static Function<Quota, Object> reserve(long tokens, String costUsd) {
    return quota -> quota.reserve(task(9), 1, "simulate", tokens, new BigDecimal(costUsd), NOON);
  }

  private static void refused(ResultValidator<Quota> result, UsageRefused refusal) {
    result.expectResultMessagePayload(new Admission.Refused(refusal)).expectEvents(refusal);
  }

  private static UsageRefused refusal(
      LimitKind kind, String limit, String used, String reserved, String requested) {
    return new UsageRefused(
        AGENT,
        task(9),
        "simulate",
        kind,
        new BigDecimal(limit),
        new BigDecimal(used),
        new BigDecimal(reserved),
        new BigDecimal(requested),
        MARCH,
        APRIL,
        NOON);
  }

  private static OverageRecorded overage(
      LimitKind kind,
      OveragePolicy policy,
      String limit,
      String used,
      String reserved,
      String requested) {
    return new OverageRecorded(
        AGENT,
        task(9),
        kind,
        policy,
        new BigDecimal(limit),
        new BigDecimal(used),
        new BigDecimal(reserved),
        new BigDecimal(requested),
        MARCH,
        NOON);
  }
}
