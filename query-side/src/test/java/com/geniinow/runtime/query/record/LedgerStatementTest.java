package com.geniinow.runtime.query.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.events.RuntimeEvent;
import com.geniinow.runtime.events.agent.AgentEvent.AgentExported;
import com.geniinow.runtime.events.budget.BudgetEvent.BudgetSet;
import com.geniinow.runtime.events.budget.BudgetLimits;
import com.geniinow.runtime.events.file.FileEvent.FileUrlIssued;
import com.geniinow.runtime.events.quota.Level;
import com.geniinow.runtime.events.quota.LimitKind;
import com.geniinow.runtime.events.quota.OveragePolicy;
import com.geniinow.runtime.events.quota.QuotaEvent.QuotaChanged;
import com.geniinow.runtime.events.quota.QuotaEvent.QuotaRaised;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRecorded;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRefused;
import com.geniinow.runtime.events.quota.QuotaLimits;
import com.geniinow.runtime.events.quota.StorageEvent.StorageRefused;
import com.geniinow.runtime.events.quota.Window;
import com.geniinow.runtime.events.task.TaskEvent.TaskCancelled;
import com.geniinow.runtime.events.task.TaskEvent.TaskCompleted;
import com.geniinow.runtime.events.task.TaskEvent.TaskDenied;
import com.geniinow.runtime.events.task.TaskEvent.TaskSubmitted;
import com.geniinow.runtime.events.webhook.WebhookEvent.WebhookChanged;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What entries say, to the letter: their hashes are over it. */
class LedgerStatementTest {
  private static final UUID AGENT = new UUID(0, 1);
  private static final UUID OTHER = new UUID(0, 2);
  private static final String ID = "00000000-0000-0000-0000-000000000002";
  private static final Instant AT = Instant.parse("2026-03-10T12:00:00Z");

  @Test
  void large_numbers_and_money_are_text_and_small_numbers_are_numbers() {
    assertSays(
        used(BigDecimal.valueOf(1, -3), 0),
        "usage_recorded",
        "{\"attempt\":2,\"cost_usd\":\"1000\",\"estimated\":true,\"model\":null,"
            + "\"period\":\"2026-03\",\"task_id\":\""
            + ID
            + "\",\"tokens\":\"9223372036854775807\"}");
  }

  @Test
  void cached_tokens_are_told_only_where_there_are_some() {
    var some = LedgerStatement.of(used(BigDecimal.ONE, 7));

    assertThat(some.details()).containsEntry("cached_input_tokens", "7").hasSize(8);
    assertThat(LedgerStatement.of(used(BigDecimal.ONE, 0)).details()).hasSize(7);
  }

  @Test
  void limits_of_a_task_are_told_only_where_it_has_some() {
    var none = new TaskSubmitted(AGENT, OTHER, "t", Json.EMPTY, "m", 1, BigDecimal.ONE, null, AT);
    var all =
        new TaskSubmitted(
            AGENT,
            OTHER,
            "t",
            Json.EMPTY,
            "m",
            1,
            BigDecimal.ONE,
            null,
            AT,
            60,
            3,
            new BigDecimal("0.5"));

    assertThat(LedgerStatement.of(none).details()).hasSize(5);
    assertThat(LedgerStatement.of(all).details())
        .hasSize(8)
        .containsEntry("max_duration_seconds", 60)
        .containsEntry("max_calls", 3)
        .containsEntry("max_cost_usd", "0.5");
  }

  private static UsageRecorded used(BigDecimal usd, long cached) {
    return new UsageRecorded(
        AGENT,
        OTHER,
        2,
        null,
        9,
        9,
        Long.MAX_VALUE,
        usd,
        0,
        usd,
        "2026-03",
        true,
        AT,
        cached,
        0,
        0,
        null,
        false,
        null);
  }

  @Test
  void changed_limits_are_told_whole() {
    assertSays(
        new QuotaChanged(
            AGENT,
            new QuotaLimits(5, new BigDecimal("0.10"), 6),
            OveragePolicy.ALERT_ONLY,
            "ann",
            AT),
        "quota_changed",
        "{\"by\":\"ann\",\"monthly_cost_limit_usd\":\"0.1\",\"monthly_token_limit\":\"5\","
            + "\"overage_policy\":\"alert_only\",\"storage_limit_bytes\":\"6\"}");
  }

  @Test
  void limits_of_a_day_are_told_where_there_are_some() {
    assertSays(
        new QuotaChanged(
            AGENT,
            new QuotaLimits(5, BigDecimal.ONE, 7, 3L, new BigDecimal("0.50")),
            OveragePolicy.ALLOW,
            "ann",
            AT),
        "quota_changed",
        "{\"by\":\"ann\",\"daily_cost_limit_usd\":\"0.5\",\"daily_token_limit\":\"3\","
            + "\"monthly_cost_limit_usd\":\"1\",\"monthly_token_limit\":\"5\","
            + "\"overage_policy\":\"allow\",\"storage_limit_bytes\":\"7\"}");
  }

  @Test
  void a_refusal_names_level_and_window_where_they_are_not_the_agent_s_month() {
    var one = BigDecimal.ONE;
    assertSays(
        new UsageRefused(
            AGENT,
            OTHER,
            "chat",
            LimitKind.TOKENS,
            one,
            one,
            one,
            one,
            "2026-03-10",
            AT,
            AT,
            0,
            Level.PLATFORM,
            Window.DAY),
        "task_refused",
        "{\"level\":\"platform\",\"limit\":\"1\",\"limit_kind\":\"tokens\","
            + "\"period\":\"2026-03-10\",\"requested\":\"1\",\"reserved\":\"1\",\"task_id\":\""
            + ID
            + "\",\"used\":\"1\",\"window\":\"day\"}");
  }

  @Test
  void a_budget_tells_the_limits_that_it_has() {
    assertSays(
        new BudgetSet(
            AGENT,
            OTHER,
            Level.ENTITY,
            new BudgetLimits(null, new BigDecimal("2.50"), null, null),
            OveragePolicy.BLOCK,
            "ann",
            AT),
        "budget_set",
        "{\"by\":\"ann\",\"level\":\"entity\",\"monthly_cost_limit_usd\":\"2.5\","
            + "\"policy\":\"block\"}");
  }

  @Test
  void a_raise_tells_by_how_much_until_when_and_why() {
    assertSays(
        new QuotaRaised(
            AGENT, OTHER, Window.DAY, 5L, null, AT.plusSeconds(60), "launch", "ann", AT),
        "quota_raised",
        "{\"by\":\"ann\",\"raise_id\":\""
            + ID
            + "\",\"reason\":\"launch\",\"tokens\":\"5\",\"until\":\"2026-03-10T12:01:00Z\","
            + "\"window\":\"day\"}");
  }

  @Test
  void refusals_tell_what_was_asked_and_what_there_was() {
    var one = new BigDecimal("1.5");
    assertSays(
        new UsageRefused(
            AGENT, OTHER, "chat", LimitKind.COST, one, one, one, one, "2026-03", AT, AT),
        "task_refused",
        "{\"limit\":\"1.5\",\"limit_kind\":\"cost\",\"period\":\"2026-03\","
            + "\"requested\":\"1.5\",\"reserved\":\"1.5\",\"task_id\":\""
            + ID
            + "\",\"used\":\"1.5\"}");
    assertSays(
        new StorageRefused(AGENT, OTHER, 10, 8, 1, 2, AT),
        "file_refused",
        "{\"file_id\":\""
            + ID
            + "\",\"limit\":\"10\",\"requested\":\"2\",\"reserved\":\"1\",\"used\":\"8\"}");
  }

  @Test
  void whoever_did_it_is_named() {
    assertSays(
        new TaskCancelled(AGENT, OTHER, "no", "ann", AT),
        "task_cancelled",
        "{\"by\":\"ann\",\"reason\":\"no\",\"task_id\":\"" + ID + "\"}");
    assertSays(
        new FileUrlIssued(AGENT, OTHER, "ann", AT, AT),
        "file_url_issued",
        "{\"by\":\"ann\",\"expires_at\":\"2026-03-10T12:00:00Z\",\"file_id\":\"" + ID + "\"}");
  }

  @Test
  void an_export_is_named_with_how_much_was_in_it() {
    assertSays(
        new AgentExported(AGENT, OTHER, 70, 2, "ann", AT),
        "agent_exported",
        "{\"by\":\"ann\",\"export_id\":\"" + ID + "\",\"files\":\"2\",\"lines\":\"70\"}");
  }

  @Test
  void the_hash_of_the_content_is_one_of_the_details_where_there_is_one() {
    var said = LedgerStatement.of(new TaskCancelled(AGENT, OTHER, "no", "ann", AT));

    assertThat(said.canonicalDetails("abc"))
        .isEqualTo(
            "{\"by\":\"ann\",\"content\":\"abc\",\"reason\":\"no\",\"task_id\":\"" + ID + "\"}");
    assertThat(said.details()).doesNotContainKey("content");
  }

  @Test
  void what_is_sealed_is_named_by_its_commitment_also_once_it_is_erased() {
    assertThat(sealed(new TaskCancelled(AGENT, OTHER, "no", "ann", AT), "reason"))
        .isEqualTo("{\"by\":\"ann\",\"reason_c\":\"c0\",\"task_id\":\"" + ID + "\"}")
        .isEqualTo(sealed(new TaskCancelled(AGENT, OTHER, null, "ann", AT), "reason"));
    assertThat(sealed(new TaskDenied(AGENT, OTHER, "ann", "no", null, AT), "reason"))
        .isEqualTo("{\"by\":\"ann\",\"reason_c\":\"c0\",\"task_id\":\"" + ID + "\"}")
        .isEqualTo(sealed(new TaskDenied(AGENT, OTHER, "ann", null, null, AT), "reason"));
    var types = List.of("task.completed");
    var address = "https://ann.example/letters";
    assertThat(sealed(new WebhookChanged(AGENT, OTHER, address, types, "ann", AT), "url"))
        .isEqualTo(
            "{\"by\":\"ann\",\"events\":\"task.completed\",\"url_c\":\"c0\",\"webhook_id\":\""
                + ID
                + "\"}")
        .isEqualTo(sealed(new WebhookChanged(AGENT, OTHER, null, types, "ann", AT), "url"));
    assertThat(sealed(new TaskCompleted(AGENT, OTHER, 1, Json.EMPTY, AT), "result"))
        .isEqualTo("{\"attempt\":1,\"task_id\":\"" + ID + "\"}");
  }

  private static String sealed(RuntimeEvent event, String component) {
    var said =
        LedgerStatement.of(
            new StoredEvent(OTHER, "Agent", 1, event, null, null, Map.of(component, "c0"), null));
    return said == null ? "nothing" : said.canonicalDetails(null);
  }

  @Test
  void an_event_of_no_family_is_refused_rather_than_left_out() {
    var stranger =
        new RuntimeEvent() {
          @Override
          public UUID agentId() {
            return AGENT;
          }

          @Override
          public Instant at() {
            return AT;
          }
        };
    assertThatThrownBy(() -> LedgerStatement.of(stranger))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("unknown event");
  }

  private static void assertSays(RuntimeEvent event, String type, String details) {
    var said = LedgerStatement.of(event);
    assertThat(said.type()).isEqualTo(type);
    assertThat(said.canonicalDetails(null)).isEqualTo(details);
  }
}
