package com.geniinow.runtime.query.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.events.agent.AgentEvent.AgentErased;
import com.geniinow.runtime.events.agent.AgentEvent.DayErased;
import com.geniinow.runtime.events.agent.AgentEvent.DayTextErased;
import com.geniinow.runtime.events.agent.AgentEvent.ErasureStarted;
import com.geniinow.runtime.events.agent.AgentEvent.TextErased;
import com.geniinow.runtime.events.agent.ErasedCounts;
import com.geniinow.runtime.events.agent.ErasedText;
import com.geniinow.runtime.events.task.TaskEvent.TaskAttemptFailed;
import com.geniinow.runtime.query.testing.Database;
import com.geniinow.runtime.query.testing.Happened;
import com.geniinow.runtime.query.testing.RecordedAgent;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What an erasure leaves in the tables of record. */
class ErasureProjectorTest {
  private static final Instant AT = Instant.parse("2026-04-01T00:00:00Z");

  private final RecordedAgent agent = RecordedAgent.provisioned();
  private final RecordedAgent another = RecordedAgent.provisioned(agent.entity());
  private final UUID erasure = UUID.randomUUID();

  @Test
  void its_text_goes_from_every_row_of_the_agent_and_of_no_other() {
    var task = said(agent);
    var other = said(another);
    var before = RecordedAgent.task(other);
    agent.commit(started());
    for (var of : ErasedText.values()) {
      agent.commit(emptied(of, agent));
    }

    assertThat(RecordedAgent.task(task))
        .containsEntry("payload", "null")
        .containsEntry("labels", null)
        .containsEntry("idempotency_key", null)
        .containsEntry("estimated_tokens", before.get("estimated_tokens"));
    assertThat(agent.count("task_labels")).isZero();
    for (var table : List.of("agent_keys", "agent_files")) {
      assertThat(Database.rows(table, "agent_id", agent.id()))
          .isNotEmpty()
          .allMatch(row -> row.get("name") == null);
    }
    assertThat(Database.rows("limit_raises", "agent_id", agent.id()))
        .isNotEmpty()
        .allMatch(row -> row.get("reason") == null && row.get("tokens") != null);

    assertThat(RecordedAgent.task(other)).isEqualTo(before);
    assertThat(another.row().get("name")).isNotNull();
    assertThat(another.count("task_labels")).isPositive();
  }

  @Test
  void its_own_row_is_emptied_at_the_start_and_no_other() {
    var task = said(agent);
    var before = RecordedAgent.task(task);
    agent.commit(started());

    assertThat(agent.row())
        .containsEntry("name", null)
        .containsEntry("metadata", "null")
        .containsEntry("status", "active");
    assertThat(RecordedAgent.task(task)).isEqualTo(before);
    assertThat(agent.count("task_labels")).isPositive();
  }

  @Test
  void of_a_batch_only_its_rows_are_emptied_and_one_that_is_gone_is_passed_over() {
    var task = said(agent);
    var later = agent.submitted();
    var before = RecordedAgent.task(later);
    agent.commit(started());
    agent.commit(emptied(ErasedText.TASKS, List.of(task, UUID.randomUUID())));

    assertThat(RecordedAgent.task(task)).containsEntry("payload", "null");
    assertThat(RecordedAgent.task(later)).isEqualTo(before);
  }

  @Test
  void a_batch_never_reaches_another_agent_s_rows() {
    var task = said(another);
    var before = RecordedAgent.task(task);
    agent.commit(started());
    agent.commit(emptied(ErasedText.TASKS, List.of(task)));

    assertThat(RecordedAgent.task(task)).isEqualTo(before);
  }

  @Test
  void the_erasure_has_a_row_that_says_how_it_ended() {
    agent.commit(started());
    assertThat(row()).startsWith("asked for admin {").contains("\"tasks\":2").endsWith("null null");

    agent.commit(new AgentErased(agent.id(), erasure, List.of("0123456789abcdef"), AT));
    assertThat(row()).endsWith(AT + " [\"0123456789abcdef\"]");
    assertThat(Database.rows("ledger_entries", "agent_id", agent.id()))
        .extracting(entry -> entry.get("type"))
        .contains("erasure_started", "agent_erased");
  }

  @Test
  void each_batch_has_an_entry_that_says_of_what_and_how_many() {
    agent.commit(started());
    agent.commit(emptied(ErasedText.TASKS, List.of(said(agent))));

    assertThat(Database.rows("ledger_entries", "agent_id", agent.id()))
        .filteredOn(entry -> "text_erased".equals(entry.get("type")))
        .singleElement()
        .satisfies(
            entry -> assertThat(entry.get("details")).contains("\"of\":\"tasks\"", "\"rows\":1"));
  }

  @Test
  void of_a_day_goes_what_its_tasks_said_on_it_and_nothing_else() {
    var day = LocalDate.ofInstant(Happened.START, ZoneOffset.UTC);
    var there = said(another);
    var before = RecordedAgent.task(there);
    var task = said(agent);
    agent.commit(agent.happened().started(task, 1));
    agent.commit(agent.happened().completed(task, 1));
    var failed = agent.submitted();
    agent.commit(agent.happened().started(failed, 1));
    agent.commit(agent.happened().failed(failed, 1));
    agent.commit(said(day.minusDays(1), task, failed));
    agent.commit(new DayErased(agent.id(), day.toString(), 183, 2, AT));
    assertThat(RecordedAgent.task(task)).doesNotContainEntry("payload", "null");

    agent.commit(said(day, task, failed, there), labels(day));

    assertThat(RecordedAgent.task(task))
        .containsEntry("payload", "null")
        .containsEntry("labels", null)
        .containsEntry("result", null)
        .containsEntry("status", "completed");
    assertThat(RecordedAgent.task(failed)).containsEntry("error", null);
    assertThat(RecordedAgent.task(failed).get("error_at")).isNotNull();
    assertThat(agent.count("task_labels")).isZero();
    assertThat(agent.row().get("name")).isNotNull();
    assertThat(Database.rows("agent_keys", "agent_id", agent.id()))
        .isNotEmpty()
        .allMatch(row -> row.get("name") != null);
    assertThat(RecordedAgent.task(there)).isEqualTo(before);
    assertThat(Database.rows("ledger_entries", "agent_id", agent.id()))
        .extracting(entry -> entry.get("type"))
        .contains("day_text_erased", "day_erased");
  }

  /** An error of a day before stays readable with that day's key, and so it stays in its row. */
  @Test
  void an_error_goes_with_the_day_on_which_it_was_said() {
    var day = LocalDate.ofInstant(Happened.START, ZoneOffset.UTC);
    var task = agent.submitted();
    agent.commit(agent.happened().started(task, 1));
    agent.commit(
        new TaskAttemptFailed(
            agent.id(), task, 1, "oops", true, null, Happened.START.plus(Duration.ofDays(1))));
    agent.commit(said(day, task));
    assertThat(RecordedAgent.task(task))
        .containsEntry("payload", "null")
        .containsEntry("error", "oops");

    agent.commit(said(day.plusDays(1), task));
    assertThat(RecordedAgent.task(task)).containsEntry("error", null);
  }

  @Test
  void of_a_day_only_the_rows_of_a_batch_are_emptied() {
    var day = LocalDate.ofInstant(Happened.START, ZoneOffset.UTC);
    var task = said(agent);
    var later = agent.submitted();
    var before = RecordedAgent.task(later);
    agent.commit(said(day, task, UUID.randomUUID()));

    assertThat(RecordedAgent.task(task)).containsEntry("payload", "null");
    assertThat(RecordedAgent.task(later)).isEqualTo(before);
    assertThat(agent.count("task_labels")).isPositive();
  }

  @Test
  void a_day_has_no_text_but_that_of_tasks() {
    var keys = new DayTextErased(agent.id(), "2026-03-14", ErasedText.KEYS, List.of(), AT);
    var stored = new StoredEvent(UUID.randomUUID(), "Agent", 1, keys, null);

    assertThatThrownBy(() -> new ErasureProjector().project(stored, new Writes()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Text of these tasks that was said on a day. */
  private DayTextErased said(LocalDate day, UUID... tasks) {
    return new DayTextErased(agent.id(), day.toString(), ErasedText.TASKS, List.of(tasks), AT);
  }

  /** All labels that the agent has. */
  private DayTextErased labels(LocalDate day) {
    var rows = emptied(ErasedText.LABELS, agent).rows();
    return new DayTextErased(agent.id(), day.toString(), ErasedText.LABELS, rows, AT);
  }

  private String row() {
    var row = Database.rows("erasures", "agent_id", agent.id()).getFirst();
    return "%s %s %s %s %s"
        .formatted(
            row.get("reason"),
            row.get("requested_by"),
            row.get("erased"),
            row.get("done_at"),
            row.get("fingerprints"));
  }

  private ErasureStarted started() {
    return new ErasureStarted(
        agent.id(),
        erasure,
        "asked for",
        new ErasedCounts(1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
        "admin",
        AT);
  }

  /** All that an agent has of one kind. */
  private TextErased emptied(ErasedText of, RecordedAgent whose) {
    return emptied(
        of,
        Database.rows(table(of), "agent_id", whose.id()).stream()
            .map(row -> UUID.fromString(String.valueOf(row.get(key(of)))))
            .toList());
  }

  private TextErased emptied(ErasedText of, List<UUID> rows) {
    return new TextErased(agent.id(), erasure, of, rows, AT);
  }

  private static String table(ErasedText of) {
    return switch (of) {
      case TASKS -> "agent_tasks";
      case LABELS -> "task_labels";
      case SCHEDULES -> "agent_schedules";
      case FILES -> "agent_files";
      case KEYS -> "agent_keys";
      case CORRECTIONS -> "agent_quota_usage";
      case RAISES -> "limit_raises";
    };
  }

  private static String key(ErasedText of) {
    return switch (of) {
      case TASKS -> "task_id";
      case LABELS -> "label_id";
      case SCHEDULES -> "schedule_id";
      case FILES -> "file_id";
      case KEYS -> "key_id";
      case CORRECTIONS -> "usage_id";
      case RAISES -> "raise_id";
    };
  }

  private static UUID said(RecordedAgent who) {
    var task = who.submitted();
    who.commit(who.happened().stored(UUID.randomUUID()));
    who.commit(who.happened().key(UUID.randomUUID(), UUID.randomUUID().toString()));
    who.commit(who.happened().raised(UUID.randomUUID(), 5));
    return task;
  }
}
