package com.geniinow.runtime.query.view.quota;

import static com.geniinow.runtime.query.testing.Callers.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.events.quota.OveragePolicy;
import com.geniinow.runtime.events.quota.QuotaEvent.QuotaChanged;
import com.geniinow.runtime.events.quota.QuotaLimits;
import com.geniinow.runtime.events.quota.StorageEvent.StorageTaken;
import com.geniinow.runtime.query.testing.Callers;
import com.geniinow.runtime.query.testing.Database;
import com.geniinow.runtime.query.testing.Happened;
import com.geniinow.runtime.query.testing.Pages;
import com.geniinow.runtime.query.testing.RecordedAgent;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import tools.jackson.databind.json.JsonMapper;

/** A quota as its route shows it, for the month of the reader's clock. */
class QuotaViewTest {
  private static final Instant APRIL = Instant.parse("2026-04-01T00:00:00Z");

  private final RecordedAgent agent = RecordedAgent.provisioned();
  private final UUID task = agent.submitted();

  @Test
  void a_new_agent_s_quota_is_what_provisioning_says_it_is() {
    var shown = at(Happened.START);
    assertThat(shown)
        .isEqualTo(
            QuotaView.untouched(
                    agent.id(), QuotaLimits.DEFAULT, OveragePolicy.BLOCK, Happened.START)
                .with(Objects.requireNonNull(shown.levels())));
    assertThat(shown.levels())
        .extracting(level -> level.level() + "/" + level.window() + "/" + level.limitKind())
        .containsExactly("agent/month/tokens", "agent/month/cost");
  }

  @Test
  void figures_and_shares_are_those_of_the_month() {
    var happened = agent.happened();
    agent.commit(happened.reserved(task, 150_000, "30", "2026-03"));
    agent.commit(happened.used(task, 1, 123_456, "16.6667", "2026-03"));

    var view = at(Happened.START);
    assertThat(view.period()).isEqualTo("2026-03");
    assertThat(view.monthlyTokensUsed()).isEqualTo(123_456);
    assertThat(view.monthlyTokensReserved()).isEqualTo(26_544);
    assertThat(view.tokensPct()).isEqualTo(12.35);
    assertThat(view.monthlyCostUsedUsd()).hasToString("16.6667");
    assertThat(view.monthlyCostReservedUsd()).hasToString("13.3333");
    assertThat(view.costPct()).isEqualTo(33.33);
    assertThat(view.monthlyCostLimitUsd()).hasToString("50");
    assertThat(view.resetsAt()).isEqualTo(APRIL);
  }

  @Test
  void a_month_that_has_begun_starts_at_nothing_before_anything_happened_in_it() {
    agent.commit(agent.happened().reserved(task, 200, "2", "2026-03"));
    agent.commit(agent.happened().used(task, 1, 100, "1", "2026-03"));
    agent.commit(new StorageTaken(agent.id(), task, 1L << 30, 0, agent.happened().at()));

    assertThat(at(APRIL.minusNanos(1)).monthlyTokensUsed()).isEqualTo(100);
    var view = at(APRIL);
    assertThat(view.period()).isEqualTo("2026-04");
    assertThat(view.resetsAt()).isEqualTo(Instant.parse("2026-05-01T00:00:00Z"));
    assertThat(view.monthlyTokensUsed()).isZero();
    assertThat(view.monthlyTokensReserved()).isZero();
    assertThat(view.monthlyCostUsedUsd()).isZero();
    assertThat(view.monthlyCostReservedUsd()).isZero();
    assertThat(view.tokensPct()).isZero();
    assertThat(view.storageUsedBytes()).isEqualTo(1L << 30);
    assertThat(view.storagePct()).isEqualTo(20);
  }

  @Test
  void a_clock_that_is_behind_shows_the_month_that_was_opened() {
    agent.commit(agent.happened().opened("2026-04", "2026-03"));

    assertThat(at(APRIL.minusSeconds(5)).period()).isEqualTo("2026-04");
  }

  @Test
  void a_limit_of_nothing_is_used_up_and_no_share_is_above_all() {
    var limits = new QuotaLimits(0, new BigDecimal("0.5"), 0);
    agent.commit(agent.happened().reserved(task, 100, "1", "2026-03"));
    agent.commit(agent.happened().used(task, 1, 100, "1", "2026-03"));
    agent.commit(
        new QuotaChanged(agent.id(), limits, OveragePolicy.ALLOW, "a", agent.happened().at()));

    var view = at(Happened.START);
    assertThat(view.tokensPct()).isEqualTo(100);
    assertThat(view.costPct()).isEqualTo(100);
    assertThat(view.storagePct()).isEqualTo(100);
    assertThat(view.overagePolicy()).isEqualTo("allow");
  }

  @Test
  void what_is_held_is_never_shown_below_nothing() {
    agent.commit(new StorageTaken(agent.id(), task, 10, 500, agent.happened().at()));

    assertThat(agent.quota()).containsEntry("storage_reserved_bytes", "-500");
    assertThat(at(Happened.START).storageReservedBytes()).isZero();
  }

  @Test
  void shares_are_rounded_to_two_decimals() {
    assertThat(Amounts.percent(BigDecimal.ONE, BigDecimal.valueOf(3))).isEqualTo(33.33);
    assertThat(Amounts.percent(BigDecimal.TWO, BigDecimal.valueOf(3))).isEqualTo(66.67);
    assertThat(Amounts.percent(BigDecimal.ONE, new BigDecimal("1E9"))).isZero();
  }

  @Test
  void others_see_no_quota() {
    Pages.assertNotFound(() -> reader(APRIL).get(agent.id(), Callers.agent(task)));
    Pages.assertNotFound(() -> reader(APRIL).get(agent.id(), Callers.founder(task)));
    Pages.assertNotFound(() -> reader(APRIL).get(task, ADMIN));
  }

  private QuotaView at(Instant now) {
    return reader(now).get(agent.id(), ADMIN);
  }

  private static QuotaController reader(Instant now) {
    return new QuotaController(
        Database.reads(),
        Clock.fixed(now, ZoneOffset.UTC),
        new JsonMapper(),
        new StaticListableBeanFactory().getBeanProvider(QuotaDisplay.class),
        new Levels(Database.reads(), Clock.fixed(now, ZoneOffset.UTC)),
        new MemoryFigureReads(Database.reads(), 1_000_000));
  }
}
