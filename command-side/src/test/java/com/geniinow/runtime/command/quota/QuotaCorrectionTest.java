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
import com.geniinow.runtime.events.quota.QuotaEvent.OverageRecorded;
import com.geniinow.runtime.events.quota.QuotaEvent.PeriodOpened;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageCorrected;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageReserved;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.YearMonth;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a correction does to a quota. */
class QuotaCorrectionTest {
  private static final UUID ID = task(9);
  private static final UsageReserved HOLD = reserved(task(1), 1, 900, "0.9");

  private final AggregateScene<Quota> scene = new AggregateScene<>(Quota.class, Ids.quotaOf(AGENT));

  @Test
  void what_is_taken_back_is_there_for_others() {
    scene
        .given(
            opened(1000, "1", BLOCK),
            HOLD,
            recorded(HOLD, 900, "0.9", NOON),
            corrected(MARCH, -500, "-0.5"))
        .asking(quota -> quota.reserve(task(2), 1, "simulate", 600, new BigDecimal("0.6"), NOON))
        .expectResultMessagePayload(new Admission.Admitted());
  }

  @Test
  void what_is_added_may_pass_a_limit_and_then_nothing_is_admitted() {
    scene
        .given(opened(1000, "1", BLOCK))
        .when(quota -> quota.correct(correction(1500, "0"), "admin", NOON))
        .expectEvents(corrected(MARCH, 1500, "0"));
    new AggregateScene<>(Quota.class, Ids.quotaOf(AGENT))
        .given(opened(1000, "1", BLOCK), corrected(MARCH, 1500, "0"))
        .asking(
            quota ->
                quota.reserve(task(2), 1, "simulate", 1, BigDecimal.ZERO, NOON)
                    instanceof Admission.Refused)
        .expectResultMessagePayload(true);
  }

  @Test
  void a_correction_of_an_earlier_month_leaves_the_open_one_alone() {
    var april = Instant.parse("2026-04-02T00:00:00Z");

    scene
        .given(
            opened(1000, "1", BLOCK),
            HOLD,
            recorded(HOLD, 900, "0.9", NOON),
            new PeriodOpened(AGENT, "2026-04", MARCH, 900, Usd.of("0.9"), april),
            corrected(MARCH, -500, "-0.5"))
        .asking(quota -> quota.used(YearMonth.of(2026, 4)))
        .expectResultMessagePayload(Spending.Spent.NOTHING);
  }

  @Test
  void a_month_in_which_something_is_held_counts_its_corrections_beside_that() {
    var april = Instant.parse("2026-04-02T00:00:00Z");
    var late = reserved(task(3), 1, 50, "0.05");

    scene
        .given(
            opened(1000, "1", BLOCK),
            HOLD,
            recorded(HOLD, 900, "0.9", NOON),
            late,
            new PeriodOpened(AGENT, "2026-04", MARCH, 900, Usd.of("0.9"), april),
            corrected(MARCH, -500, "-0.5"))
        .when(
            quota ->
                quota.settle(task(3), 1, new Usage("gpt-4o", 500, 0, Usd.of("0.5")), false, april))
        .expectEvents(
            recorded(late, 500, "0.5", april),
            overage(LimitKind.TOKENS, "1000", "400", "50", "450", april),
            overage(LimitKind.COST, "1", "0.4", "0.05", "0.45", april));
  }

  private static OverageRecorded overage(
      LimitKind kind, String limit, String used, String reserved, String requested, Instant at) {
    return new OverageRecorded(
        AGENT,
        task(3),
        kind,
        BLOCK,
        new BigDecimal(limit),
        new BigDecimal(used),
        new BigDecimal(reserved),
        new BigDecimal(requested),
        MARCH,
        at);
  }

  private static Correction correction(long tokens, String costUsd) {
    return new Correction(
        ID,
        YearMonth.parse(MARCH),
        null,
        null,
        null,
        tokens,
        new BigDecimal(costUsd),
        null,
        "counted twice");
  }

  private static UsageCorrected corrected(String month, long tokens, String costUsd) {
    return new UsageCorrected(
        AGENT,
        ID,
        month,
        null,
        null,
        null,
        tokens,
        Usd.of(costUsd),
        null,
        null,
        "counted twice",
        "admin",
        NOON);
  }
}
