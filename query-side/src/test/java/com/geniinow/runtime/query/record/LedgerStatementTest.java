package com.geniinow.runtime.query.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.events.RuntimeEvent;
import com.geniinow.runtime.events.file.FileEvent.FileUrlIssued;
import com.geniinow.runtime.events.quota.LimitKind;
import com.geniinow.runtime.events.quota.OveragePolicy;
import com.geniinow.runtime.events.quota.QuotaEvent.QuotaChanged;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRecorded;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRefused;
import com.geniinow.runtime.events.quota.QuotaLimits;
import com.geniinow.runtime.events.quota.StorageEvent.StorageRefused;
import com.geniinow.runtime.events.task.TaskEvent.TaskCancelled;
import java.math.BigDecimal;
import java.time.Instant;
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
  void the_hash_of_the_content_is_one_of_the_details_where_there_is_one() {
    var said = LedgerStatement.of(new TaskCancelled(AGENT, OTHER, "no", "ann", AT));

    assertThat(said.canonicalDetails("abc"))
        .isEqualTo(
            "{\"by\":\"ann\",\"content\":\"abc\",\"reason\":\"no\",\"task_id\":\"" + ID + "\"}");
    assertThat(said.details()).doesNotContainKey("content");
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
