package com.geniinow.runtime.query.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.events.quota.QuotaEvent.UsageRecorded;
import com.geniinow.runtime.query.testing.Database;
import com.geniinow.runtime.query.testing.RecordedAgent;
import java.math.BigDecimal;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DuplicateKeyException;

/** One row for each attempt that used something, under the id of its event. */
class UsageRowTest {
  private final RecordedAgent agent = RecordedAgent.provisioned();
  private final UUID task = agent.submitted();

  @Test
  void an_attempt_s_usage_is_kept_as_it_was_recorded() {
    var at = agent.happened().at();
    agent.commit(
        new UsageRecorded(
            agent.id(),
            task,
            3,
            "gpt-mini",
            120,
            30,
            150,
            new BigDecimal("0.0123456789"),
            0,
            BigDecimal.ZERO,
            "2026-03",
            true,
            at,
            80,
            20,
            10,
            2,
            true,
            at.minusSeconds(60)));

    var row = Database.rows("agent_quota_usage", "agent_id", agent.id()).getFirst();
    assertThat(row)
        .containsEntry("usage_id", agent.events().getLast().eventId().toString())
        .containsEntry("entity_id", agent.entity().toString())
        .containsEntry("task_id", task.toString())
        .containsEntry("attempt", "3")
        .containsEntry("model", "gpt-mini")
        .containsEntry("input_tokens", "120")
        .containsEntry("output_tokens", "30")
        .containsEntry("cached_input_tokens", "80")
        .containsEntry("cache_write_tokens", "20")
        .containsEntry("reasoning_tokens", "10")
        .containsEntry("price_version", "2")
        .containsEntry("price_assumed", "true")
        .containsEntry("held_at", at.minusSeconds(60).toString())
        .containsEntry("kind", "use")
        .containsEntry("tokens", "150")
        .containsEntry("cost_usd", "0.0123456789")
        .containsEntry("period", "2026-03")
        .containsEntry("estimated", "true")
        .containsEntry("recorded_at", at.toString());
  }

  @Test
  void where_no_model_was_called_none_is_named() {
    agent.commit(
        new UsageRecorded(
            agent.id(),
            task,
            1,
            null,
            0,
            0,
            0,
            BigDecimal.ZERO,
            0,
            BigDecimal.ZERO,
            "2026-03",
            false,
            agent.happened().at()));

    assertThat(Database.rows("agent_quota_usage", "task_id", task).getFirst())
        .containsEntry("model", null)
        .containsEntry("cached_input_tokens", "0");
  }

  @Test
  void an_attempt_is_charged_once() {
    var happened = agent.happened();
    agent.commit(happened.reserved(task, 20, "2", "2026-03"));
    agent.commit(happened.used(task, 1, 10, "1", "2026-03"));

    assertThatThrownBy(() -> agent.commit(happened.used(task, 1, 10, "1", "2026-03")))
        .isInstanceOf(DuplicateKeyException.class);
    assertThat(agent.quota()).containsEntry("monthly_tokens_used", "10");
    assertThat(RecordedAgent.task(task)).containsEntry("tokens_used", "10");
  }
}
