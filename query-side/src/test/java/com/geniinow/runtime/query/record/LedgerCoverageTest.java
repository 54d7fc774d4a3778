package com.geniinow.runtime.query.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Which events leave an entry: every act that matters to compliance, and nothing else. */
class LedgerCoverageTest {
  /** What leaves none, because other entries say it or it is no act of anybody's. */
  private static final Set<String> WITHOUT =
      Set.of(
          "CallbackAsked",
          "TaskStarted",
          "TaskAttemptFailed",
          "TaskRequeued",
          "TaskReleased",
          "CostRateRestarted",
          "TaskUnbraked",
          "TaskDue",
          "StorageFreed",
          "StorageReleased",
          "StorageReserved",
          "StorageTaken",
          "UsageReserved",
          "ReservationReleased");

  /** What events say of calls that say something else of tasks. */
  static final Set<String> OF_CALLS = Set.of("call_refused", "model_called");

  /** Where docs/ledger.md names them all. */
  private static final Pattern NUMBERS = Pattern.compile("whole ones below 2\\^53 \\(([^)]*)\\)");

  private static final Pattern NAME = Pattern.compile("`([a-z_]+)`");

  /** The acts that the requirements list. */
  static final Map<String, String> ACTS =
      Map.ofEntries(
          Map.entry("AgentProvisioned", "agent_provisioned"),
          Map.entry("AgentImported", "agent_imported"),
          Map.entry("AgentSuspended", "agent_suspended"),
          Map.entry("AgentResumed", "agent_resumed"),
          Map.entry("AgentTerminated", "agent_terminated"),
          Map.entry("AgentChanged", "agent_changed"),
          Map.entry("KeyCreated", "key_created"),
          Map.entry("KeyRotated", "key_rotated"),
          Map.entry("KeyRevoked", "key_revoked"),
          Map.entry("TokensRevoked", "tokens_revoked"),
          Map.entry("SubjectTokensRevoked", "subject_tokens_revoked"),
          Map.entry("QuotaOpened", "quota_opened"),
          Map.entry("QuotaChanged", "quota_changed"),
          Map.entry("QuotaRaised", "quota_raised"),
          Map.entry("BudgetSet", "budget_set"),
          Map.entry("BudgetRaised", "budget_raised"),
          Map.entry("LegalHoldSet", "legal_hold_set"),
          Map.entry("LegalHoldReleased", "legal_hold_released"),
          Map.entry("ErasureStarted", "erasure_started"),
          Map.entry("TextErased", "text_erased"),
          Map.entry("AgentErased", "agent_erased"),
          Map.entry("DayTextErased", "day_text_erased"),
          Map.entry("DayErased", "day_erased"),
          Map.entry("RetentionSet", "retention_set"),
          Map.entry("AgentExported", "agent_exported"),
          Map.entry("PeriodOpened", "period_opened"),
          Map.entry("TaskSubmitted", "task_submitted"),
          Map.entry("UsageRefused", "task_refused"),
          Map.entry("TaskCompleted", "task_completed"),
          Map.entry("TaskDeadLettered", "task_dead_lettered"),
          Map.entry("TaskRedriven", "task_redriven"),
          Map.entry("TaskCancelled", "task_cancelled"),
          Map.entry("UsageRecorded", "usage_recorded"),
          Map.entry("OverageRecorded", "overage_recorded"),
          Map.entry("CostRatePassed", "cost_rate_passed"),
          Map.entry("UsageImplausible", "usage_implausible"),
          Map.entry("UsageCorrected", "usage_corrected"),
          Map.entry("PriceSet", "price_set"),
          Map.entry("RepriceOrdered", "reprice_ordered"),
          Map.entry("BrakeSet", "brake_set"),
          Map.entry("TaskTypeSet", "task_type_set"),
          Map.entry("WebhookCreated", "webhook_created"),
          Map.entry("WebhookChanged", "webhook_changed"),
          Map.entry("WebhookRotated", "webhook_rotated"),
          Map.entry("WebhookReplayed", "webhook_replayed"),
          Map.entry("WebhookDeleted", "webhook_deleted"),
          Map.entry("BrakeReleased", "brake_released"),
          Map.entry("TaskApproved", "task_approved"),
          Map.entry("TaskDenied", "task_denied"),
          Map.entry("TaskExpired", "task_expired"),
          Map.entry("TaskBraked", "task_braked"),
          Map.entry("ScheduleCreated", "schedule_created"),
          Map.entry("SchedulePaused", "schedule_paused"),
          Map.entry("ScheduleResumed", "schedule_resumed"),
          Map.entry("ScheduleDeleted", "schedule_deleted"),
          Map.entry("ScheduleRan", "schedule_ran"),
          Map.entry("ScheduleSkipped", "schedule_skipped"),
          Map.entry("MemoryRemembered", "memory_remembered"),
          Map.entry("MemoryRecorded", "memory_recorded"),
          Map.entry("MemorySuperseded", "memory_superseded"),
          Map.entry("MemoryTtlChanged", "memory_ttl_changed"),
          Map.entry("MemoryForgotten", "memory_forgotten"),
          Map.entry("FileStored", "file_stored"),
          Map.entry("FileUrlIssued", "file_url_issued"),
          Map.entry("FileDeleted", "file_deleted"),
          Map.entry("StorageRefused", "file_refused"));

  @Test
  void every_act_has_its_entry_and_whoever_adds_an_event_must_say_which() {
    var without = new TreeSet<String>();
    var entries = new TreeMap<String, String>();
    for (var type : AnyEvents.types()) {
      var event = AnyEvents.of(type);
      var name = event.getClass().getSimpleName();
      var statement = LedgerStatement.of(event);
      if (statement == null) {
        without.add(name);
      } else {
        entries.put(name, statement.type());
        assertThat(statement.canonicalDetails(null)).as(name).startsWith("{\"");
      }
    }
    assertThat(without).isEqualTo(new TreeSet<>(WITHOUT));
    assertThat(entries).isEqualTo(new TreeMap<>(ACTS));
  }

  /** A list is asked for by these alone. */
  @Test
  void the_types_that_entries_can_have_are_known() {
    var types = new TreeSet<>(ACTS.values());
    types.addAll(OF_CALLS);
    assertThat(new TreeSet<>(LedgerTypes.ALL)).isEqualTo(types);
  }

  /** Whoever writes a verifier must know; what is stored and hashed never changes. */
  @Test
  void which_details_are_numbers_and_no_text_is_documented() throws IOException {
    var numbers = new TreeSet<String>(Set.of("sequence"));
    for (var type : AnyEvents.types()) {
      var statement = LedgerStatement.of(AnyEvents.of(type));
      if (statement != null) {
        addNumbers(statement.details(), numbers);
      }
    }
    var page = Files.readString(Path.of("..", "docs", "ledger.md"));
    var said = NUMBERS.matcher(page);
    assertThat(said.find()).isTrue();
    var documented = new TreeSet<String>();
    NAME.matcher(said.group(1)).results().forEach(name -> documented.add(name.group(1)));
    assertThat(documented).isEqualTo(numbers);
  }

  private static void addNumbers(Map<?, ?> details, Set<String> numbers) {
    details.forEach(
        (name, value) -> {
          if (value instanceof Number) {
            numbers.add(String.valueOf(name));
          }
          if (value instanceof List<?> list) {
            list.forEach(
                each -> {
                  if (each instanceof Map<?, ?> more) {
                    addNumbers(more, numbers);
                  }
                });
          }
        });
  }
}
