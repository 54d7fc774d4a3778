package com.geniinow.runtime.query.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.events.Usd;
import com.geniinow.runtime.events.quota.OveragePolicy;
import com.geniinow.runtime.events.quota.QuotaEvent.QuotaChanged;
import com.geniinow.runtime.events.quota.QuotaEvent.QuotaRaised;
import com.geniinow.runtime.events.quota.QuotaEvent.ReservationReleased;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageCorrected;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRecorded;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageReserved;
import com.geniinow.runtime.events.quota.QuotaLimits;
import com.geniinow.runtime.events.quota.Window;
import com.geniinow.runtime.query.testing.Database;
import com.geniinow.runtime.query.testing.RecordedAgent;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The quota row shows the last day in which anything counted, and only that. */
class QuotaDayProjectionTest {
  private static final String MARCH = "2026-03";
  private static final String FIRST = "2026-03-10";
  private static final String SECOND = "2026-03-11";
  private static final Instant AT = Instant.parse("2026-03-11T12:00:00Z");

  private final RecordedAgent agent = RecordedAgent.provisioned();
  private final UUID task = agent.submitted();

  @BeforeEach
  void first() {
    agent.commit(reserved(1, 300, "3", FIRST, true), reserved(2, 40, "0.4", FIRST, false));
    agent.commit(used(1, 300, "3", 100, "1", FIRST));
  }

  @Test
  void what_is_held_and_used_on_the_day_is_added_up() {
    shows(FIRST, 100, 40, "1", "0.4");
    assertThat(Database.rows("agent_quota_usage", "task_id", task).getFirst())
        .containsEntry("day", FIRST);
  }

  @Test
  void a_new_day_begins_with_its_first_hold() {
    agent.commit(reserved(3, 7, "0.7", SECOND, true));

    shows(SECOND, 0, 7, "0", "0.7");
  }

  @Test
  void what_ends_of_the_day_before_leaves_the_new_one_alone() {
    agent.commit(reserved(3, 7, "0.7", SECOND, true));
    agent.commit(used(2, 40, "0.4", 30, "0.3", FIRST));
    agent.commit(reserved(4, 1, "0", SECOND, false));

    shows(SECOND, 0, 8, "0", "0.7");
    assertThat(agent.quota()).containsEntry("monthly_tokens_used", "130");
  }

  @Test
  void a_hold_that_is_given_back_is_given_back_to_its_day() {
    agent.commit(
        new ReservationReleased(
            agent.id(), task, 2, 40, Usd.of("0.4"), MARCH, "failed", AT, FIRST));

    shows(FIRST, 100, 0, "1", "0");
  }

  @Test
  void a_correction_counts_on_its_day_and_opens_a_later_one() {
    agent.commit(corrected(-60, "-0.6", FIRST, false));
    shows(FIRST, 40, 40, "0.4", "0.4");

    agent.commit(corrected(5, "0.5", SECOND, true));
    shows(SECOND, 5, 0, "0.5", "0");
    assertThat(agent.quota()).containsEntry("monthly_tokens_used", "45");
  }

  @Test
  void limits_of_a_day_come_and_go_with_a_change() {
    change(new QuotaLimits(10, BigDecimal.TEN, 0, 5L, Usd.of("0.5")));
    assertThat(agent.quota())
        .containsEntry("daily_token_limit", "5")
        .containsEntry("daily_cost_limit_usd", "0.5");

    change(new QuotaLimits(10, BigDecimal.TEN, 0, null, null));
    assertThat(agent.quota())
        .containsEntry("daily_token_limit", null)
        .containsEntry("daily_cost_limit_usd", null);
  }

  @Test
  void a_raise_is_a_row_of_the_agent() {
    agent.commit(
        new QuotaRaised(
            agent.id(), task, Window.DAY, 5L, null, AT.plusSeconds(60), "launch", "ann", AT));

    assertThat(Database.rows("limit_raises", "raise_id", task).getFirst())
        .containsEntry("agent_id", agent.id().toString())
        .containsEntry("entity_id", agent.entity().toString())
        .containsEntry("of_window", "day")
        .containsEntry("tokens", "5")
        .containsEntry("cost_usd", null)
        .containsEntry("until", AT.plusSeconds(60).toString())
        .containsEntry("raised_by", "ann");
  }

  private void shows(String day, long used, long held, String usedUsd, String heldUsd) {
    assertThat(agent.quota())
        .containsEntry("day", day)
        .containsEntry("daily_tokens_used", Long.toString(used))
        .containsEntry("daily_tokens_reserved", Long.toString(held))
        .containsEntry("daily_cost_used_usd", usedUsd)
        .containsEntry("daily_cost_reserved_usd", heldUsd);
  }

  private void change(QuotaLimits limits) {
    agent.commit(new QuotaChanged(agent.id(), limits, OveragePolicy.BLOCK, "ann", AT));
  }

  private UsageReserved reserved(
      int attempt, long tokens, String usd, String day, boolean opensDay) {
    return new UsageReserved(
        agent.id(), task, attempt, tokens, Usd.of(usd), MARCH, AT, null, null, null, day, opensDay);
  }

  private UsageRecorded used(
      int attempt, long held, String heldUsd, long tokens, String usd, String day) {
    return new UsageRecorded(
        agent.id(),
        task,
        attempt,
        "gpt",
        tokens,
        0,
        tokens,
        Usd.of(usd),
        held,
        Usd.of(heldUsd),
        MARCH,
        false,
        AT,
        0,
        0,
        0,
        null,
        false,
        null,
        null,
        day);
  }

  private UsageCorrected corrected(long tokens, String usd, String day, boolean opensDay) {
    return new UsageCorrected(
        agent.id(),
        UUID.randomUUID(),
        MARCH,
        day,
        null,
        null,
        tokens,
        Usd.of(usd),
        null,
        null,
        "twice",
        "ann",
        AT,
        opensDay);
  }
}
