package com.geniinow.runtime.query.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.events.RuntimeEvent;
import com.geniinow.runtime.events.quota.LimitKind;
import com.geniinow.runtime.events.quota.OveragePolicy;
import com.geniinow.runtime.events.quota.QuotaEvent.OverageRecorded;
import com.geniinow.runtime.events.quota.QuotaEvent.QuotaChanged;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageImplausible;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRefused;
import com.geniinow.runtime.events.quota.QuotaLimits;
import com.geniinow.runtime.query.testing.Happened;
import com.geniinow.runtime.query.testing.RecordedAgent;
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataIntegrityViolationException;

/** What an agent may use, has reserved and has used, within one month. */
class QuotaProjectorTest {
  private static final BigDecimal ONE = BigDecimal.ONE;

  private final RecordedAgent agent = RecordedAgent.provisioned();
  private final Happened happened = agent.happened();
  private final UUID task = agent.submitted();

  @Test
  void a_new_quota_has_its_limits_and_nothing_used() {
    assertThat(agent.quota())
        .containsEntry("agent_id", agent.id().toString())
        .containsEntry("entity_id", agent.entity().toString())
        .containsEntry("period", "2026-03")
        .containsEntry("monthly_token_limit", "1000000")
        .containsEntry("monthly_tokens_used", "0")
        .containsEntry("monthly_tokens_reserved", "0")
        .containsEntry("monthly_cost_limit_usd", "50")
        .containsEntry("monthly_cost_used_usd", "0")
        .containsEntry("monthly_cost_reserved_usd", "0")
        .containsEntry("storage_limit_bytes", Long.toString(5L << 30))
        .containsEntry("storage_used_bytes", "0")
        .containsEntry("storage_reserved_bytes", "0")
        .containsEntry("overage_policy", "block")
        .containsEntry("updated_at", Happened.START.plusSeconds(2).toString());
  }

  @Test
  void changed_limits_leave_what_was_used_alone() {
    agent.commit(happened.reserved(task, 90, "0.9", "2026-03"));
    var limits = new QuotaLimits(7, new BigDecimal("0.0000000001"), 0);
    var at = happened.at().plusSeconds(9);
    agent.commit(new QuotaChanged(agent.id(), limits, OveragePolicy.ALERT_ONLY, "admin", at));

    assertThat(agent.quota())
        .containsEntry("monthly_token_limit", "7")
        .containsEntry("monthly_cost_limit_usd", "0.0000000001")
        .containsEntry("storage_limit_bytes", "0")
        .containsEntry("overage_policy", "alert_only")
        .containsEntry("monthly_tokens_reserved", "90")
        .containsEntry("updated_at", at.toString());
  }

  @Test
  void reservations_add_up_and_what_is_released_is_given_back() {
    agent.commit(happened.reserved(task, 100, "0.5", "2026-03"));
    agent.commit(happened.reserved(task, 50, "0.25", "2026-03"));
    assertThat(agent.quota())
        .containsEntry("monthly_tokens_reserved", "150")
        .containsEntry("monthly_cost_reserved_usd", "0.75");

    agent.commit(happened.released(task, 100, "0.5", "2026-03"));
    assertThat(agent.quota())
        .containsEntry("monthly_tokens_reserved", "50")
        .containsEntry("monthly_cost_reserved_usd", "0.25")
        .containsEntry("monthly_tokens_used", "0");
  }

  @Test
  void what_was_used_ends_its_reservation() {
    agent.commit(happened.reserved(task, 100, "0.5", "2026-03"));
    agent.commit(happened.used(task, 1, 100, "0.5", "2026-03"));

    assertThat(agent.quota())
        .containsEntry("monthly_tokens_used", "100")
        .containsEntry("monthly_tokens_reserved", "0")
        .containsEntry("monthly_cost_used_usd", "0.5")
        .containsEntry("monthly_cost_reserved_usd", "0")
        .containsEntry("updated_at", happened.at().toString());
  }

  @Test
  void what_is_only_told_changes_no_figure() {
    var before = agent.quota();
    var at = happened.at();
    var told =
        List.<RuntimeEvent>of(
            new UsageRefused(
                agent.id(), task, "t", LimitKind.COST, ONE, ONE, ONE, ONE, "2026-03", at, at),
            new OverageRecorded(
                agent.id(),
                task,
                LimitKind.TOKENS,
                OveragePolicy.ALLOW,
                ONE,
                ONE,
                ONE,
                ONE,
                "2026-03",
                at),
            new UsageImplausible(agent.id(), task, 1, null, 9, 8, ONE, ONE, at));
    told.forEach(agent::commit);

    assertThat(agent.quota()).isEqualTo(before);
    assertThat(agent.count("agent_quota_usage")).isZero();
    assertThat(agent.count("ledger_entries")).isEqualTo(2 + 1 + 3);
  }

  @Test
  void more_cannot_be_given_back_than_was_held() {
    agent.commit(happened.reserved(task, 10, "0.5", "2026-03"));

    assertThatThrownBy(() -> agent.commit(happened.released(task, 11, "0.5", "2026-03")))
        .isInstanceOf(DataIntegrityViolationException.class);
    assertThat(agent.quota()).containsEntry("monthly_tokens_reserved", "10");
  }
}
