package com.geniinow.runtime.query.view.quota;

import static com.geniinow.runtime.query.testing.Callers.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.problem.Reason;
import com.geniinow.runtime.platform.security.Caller;
import com.geniinow.runtime.query.testing.Callers;
import com.geniinow.runtime.query.testing.Database;
import com.geniinow.runtime.query.testing.Happened;
import com.geniinow.runtime.query.testing.Pages;
import com.geniinow.runtime.query.testing.RecordedAgent;
import com.geniinow.runtime.query.view.quota.UsageSeries.Sum;
import com.geniinow.runtime.query.view.quota.UsageSeries.Total;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What was used over time, as the route shows it. */
class UsageSeriesTest {
  private static final Instant MARCH_10 = Instant.parse("2026-03-10T00:00:00Z");
  private static final Instant MARCH_12 = Instant.parse("2026-03-12T00:00:00Z");

  private final UsageSeriesController usage = controller(Instant.parse("2026-03-11T15:30:00Z"));
  private final UUID entity = UUID.randomUUID();
  private final RecordedAgent dear = RecordedAgent.provisioned(entity);
  private final RecordedAgent cheap = RecordedAgent.provisioned(entity);

  @Test
  void days_and_hours_are_whole_and_hold_what_was_recorded_in_them() {
    use(dear, "2026-03-10T12:00:00Z", 100, "0.01");
    use(dear, "2026-03-10T13:59:58Z", 50, "0.02");
    use(dear, "2026-03-11T00:00:00Z", 7, "0.03");

    var days = series(dear.id(), null, null, null, ADMIN);
    assertThat(days.from()).isEqualTo(Instant.parse("2026-02-10T00:00:00Z"));
    assertThat(days.to()).isEqualTo(MARCH_12);
    assertThat(days.items()).extracting(Sum::at).containsExactly(MARCH_10, day(11));
    assertThat(days.items()).extracting(Sum::tokens).containsExactly(150L, 7L);
    assertThat(days.items()).extracting(Sum::uses).containsExactly(2L, 1L);

    var hours = series(dear.id(), "hour", MARCH_10, day(11), ADMIN);
    assertThat(hours.items())
        .extracting(Sum::at)
        .containsExactly(
            Instant.parse("2026-03-10T12:00:00Z"), Instant.parse("2026-03-10T13:00:00Z"));
    assertThat(hours.totals())
        .containsExactly(
            new Total("gpt", null, null, false, 2, 148, 0, 2, 150, new BigDecimal("0.03")));
  }

  @Test
  void by_agent_the_dearest_comes_first_under_its_name() {
    use(cheap, "2026-03-10T12:00:00Z", 1_000, "0.01");
    use(dear, "2026-03-10T12:00:00Z", 10, "0.02");

    var shown = usage.series(entity, null, MARCH_10, MARCH_12, null, "agent", ADMIN);
    assertThat(shown.totals()).extracting(Total::agentId).containsExactly(dear.id(), cheap.id());
    assertThat(shown.totals()).extracting(Total::agentName).containsOnly("Ada");
    assertThat(shown.items()).extracting(Sum::agentId).containsExactly(dear.id(), cheap.id());
    assertThat(shown.items()).extracting(Sum::model).containsOnlyNulls();
  }

  @Test
  void beyond_the_dearest_the_rest_is_one() {
    var many = UsageReads.MOST_SERIES + 2;
    for (var n = 0; n < many; n++) {
      use(RecordedAgent.provisioned(entity), "2026-03-10T12:00:00Z", 10, "0.0" + (n + 10));
    }

    var shown = usage.series(entity, null, MARCH_10, MARCH_12, null, "agent", ADMIN);
    assertThat(shown.totals()).hasSize(UsageReads.MOST_SERIES + 1);
    assertThat(shown.totals().getLast().others()).isTrue();
    assertThat(shown.totals().getLast().tokens()).isEqualTo(20);
    assertThat(shown.totals().getLast().costUsd()).isEqualByComparingTo("0.021");
    assertThat(shown.items()).hasSize(UsageReads.MOST_SERIES + 1);
    assertThat(shown.items().getLast().agentId()).isNull();
  }

  @Test
  void the_sums_are_those_of_the_rows() {
    use(dear, "2026-03-10T12:00:00Z", 100, "0.01");
    use(dear, "2026-03-11T12:00:00Z", 50, "0.02");

    for (var width : new String[] {"hour", "day"}) {
      assertThat(
              Database.superuser()
                  .queryForMap(
                      """
                      SELECT sum(uses)::int AS uses, sum(tokens)::int AS tokens,
                        sum(input_tokens)::int AS input, sum(cost_usd)::text AS cost
                      FROM usage_totals WHERE agent_id = ? AND width = ?""",
                      dear.id(),
                      width))
          .isEqualTo(
              Database.superuser()
                  .queryForMap(
                      """
                      SELECT count(*)::int AS uses, sum(tokens)::int AS tokens,
                        sum(input_tokens)::int AS input, sum(cost_usd)::text AS cost
                      FROM agent_quota_usage WHERE agent_id = ?""",
                      dear.id()));
    }
    Database.superuser().update("DELETE FROM agent_quota_usage WHERE agent_id = ?", dear.id());
    assertThat(
            Database.superuser()
                .queryForObject(
                    "SELECT sum(uses) + sum(tokens) + sum(cost_usd) FROM usage_totals"
                        + " WHERE agent_id = ?",
                    BigDecimal.class,
                    dear.id()))
        .isZero();
  }

  @Test
  void a_founder_sees_its_entity_and_is_refused_another_s() {
    use(dear, "2026-03-10T12:00:00Z", 100, "0.01");
    var stranger = RecordedAgent.provisioned();
    use(stranger, "2026-03-10T12:00:00Z", 1, "0.01");
    var founder = Callers.founder(entity);

    assertThat(series(null, null, MARCH_10, MARCH_12, founder).totals())
        .extracting(Total::tokens)
        .containsExactly(100L);
    assertThat(series(dear.id(), null, MARCH_10, MARCH_12, founder).totals()).hasSize(1);
    assertForbidden(() -> series(stranger.id(), null, null, null, founder));
    assertForbidden(() -> series(UUID.randomUUID(), null, null, null, founder));
    assertForbidden(() -> usage.series(stranger.entity(), null, null, null, null, null, founder));
    Pages.assertNotFound(() -> series(UUID.randomUUID(), null, null, null, ADMIN));
    Pages.assertNotFound(() -> usage.series(entity, stranger.id(), null, null, null, null, ADMIN));
  }

  @Test
  void what_no_chart_can_show_is_refused() {
    Pages.assertInvalid("bucket", () -> series(null, "week", null, null, ADMIN));
    Pages.assertInvalid("by", () -> usage.series(null, null, null, null, null, "entity", ADMIN));
    Pages.assertInvalid("from", () -> series(null, null, MARCH_12, MARCH_10, ADMIN));
    Pages.assertInvalid("from", () -> series(null, null, MARCH_12, MARCH_12, ADMIN));
    var noon = MARCH_10.plusSeconds(43_200);
    Pages.assertInvalid("from", () -> series(null, null, noon, noon.minusSeconds(1), ADMIN));
    Pages.assertInvalid(
        "744 is the most",
        () ->
            series(null, "hour", day(1).minusSeconds(86_400), day(31).plusSeconds(86_401), ADMIN));
    Pages.assertInvalid(
        "732 is the most", () -> series(null, "day", Instant.EPOCH, MARCH_12, ADMIN));
    for (var far : new Instant[] {Instant.MIN, Instant.MAX}) {
      Pages.assertInvalid("years", () -> series(null, null, far, null, ADMIN));
      Pages.assertInvalid("years", () -> series(null, null, null, far, ADMIN));
    }
    assertThat(series(null, "hour", day(1), day(1).plusSeconds(31 * 86_400), ADMIN).bucket())
        .isEqualTo("hour");
  }

  private static Instant day(int ofMarch) {
    return MARCH_10.plusSeconds((ofMarch - 10) * 86_400L);
  }

  private static UsageSeriesController controller(Instant now) {
    return new UsageSeriesController(Database.reads(), Clock.fixed(now, ZoneOffset.UTC));
  }

  private UsageSeries series(
      @Nullable UUID agent,
      @Nullable String bucket,
      @Nullable Instant from,
      @Nullable Instant to,
      Caller caller) {
    return usage.series(null, agent, from, to, bucket, null, caller);
  }

  /** Recorded at that moment, to the second. */
  private static void use(RecordedAgent agent, String at, long tokens, String usd) {
    var task = agent.submitted();
    var happened = agent.happened();
    happened.jump(Instant.parse(at).minusSeconds(2));
    agent.commit(
        happened.reserved(task, tokens, usd, Happened.MONTH),
        happened.used(task, 1, tokens, usd, Happened.MONTH));
  }

  private static void assertForbidden(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.reason()).isEqualTo(Reason.FORBIDDEN));
  }
}
