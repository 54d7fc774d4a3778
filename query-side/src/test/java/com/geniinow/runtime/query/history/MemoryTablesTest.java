package com.geniinow.runtime.query.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.events.RuntimeEvent;
import com.geniinow.runtime.query.record.StoredEvent;
import com.geniinow.runtime.query.record.Writes;
import com.geniinow.runtime.query.testing.Happened;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** One agent's rows in memory, which do not grow with its history. */
class MemoryTablesTest {
  private static final UUID AGENT = new UUID(1, 1);
  private static final UUID ENTITY = new UUID(2, 2);
  private static final UUID TASK = new UUID(3, 3);

  private final Happened happened = new Happened(AGENT, ENTITY);
  private final List<String> asked = new ArrayList<>();
  private final MemoryTables memory =
      new MemoryTables(
          task -> {
            asked.add(task);
            return new Row().put("task_id", task).put("status", "dead_lettered").put("type", "old");
          });

  @Test
  void an_agent_its_quota_and_its_tasks_are_kept_and_nothing_else() {
    happens(happened.provisioned(), happened.quotaOpened(), happened.submitted(TASK));
    apply(writes -> writes.insert("ledger_entries", AGENT).set("entry_id", TASK));

    assertThat(memory.rows("agents").get(AGENT.toString()).get("name")).isEqualTo("Ada");
    assertThat(memory.rows("agent_quotas")).containsOnlyKeys(AGENT.toString());
    assertThat(memory.rows("agent_tasks").get(TASK.toString()).values())
        .containsEntry("agent_id", AGENT.toString())
        .containsEntry("status", "queued");
    assertThatThrownBy(() -> memory.rows("ledger_entries"))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void what_an_agent_sent_is_not_kept_but_its_result_is() {
    happens(happened.submitted(TASK), happened.started(TASK, 1), happened.completed(TASK, 1));

    assertThat(memory.rows("agent_tasks").get(TASK.toString()).values())
        .containsEntry("payload", "{}")
        .containsEntry("result", "{\"done\":true}");
  }

  @Test
  void a_document_of_the_same_name_elsewhere_is_kept() {
    apply(w -> w.insert("agents").set("agent_id", AGENT).set("payload", new Json("[1]")));

    assertThat(memory.rows("agents").get(AGENT.toString()).get("payload")).isEqualTo("[1]");
  }

  @Test
  void of_a_day_s_rows_alone_text_goes_that_is_erased_with_it() {
    var day = LocalDate.ofInstant(Happened.START, ZoneOffset.UTC);
    happens(happened.submitted(TASK), happened.started(TASK, 1), happened.completed(TASK, 1));

    apply(
        w -> w.erase("agent_tasks", AGENT).on("completed_at", day.plusDays(1)).set("result", null));
    assertThat(memory.rows("agent_tasks").get(TASK.toString()).get("result")).isNotNull();

    apply(w -> w.erase("agent_tasks", AGENT).on("completed_at", day).set("result", null));
    assertThat(memory.rows("agent_tasks").get(TASK.toString()).get("result")).isNull();
  }

  @Test
  void a_task_that_has_ended_is_forgotten_after_a_while_and_not_at_once() {
    happens(happened.submitted(TASK), happened.started(TASK, 1), happened.deadLettered(TASK, 1));
    memory.prune();
    assertThat(memory.rows("agent_tasks")).containsKey(TASK.toString());

    later();
    assertThat(memory.rows("agent_tasks")).doesNotContainKey(TASK.toString());
  }

  @Test
  void a_task_that_is_open_is_never_forgotten() {
    happens(happened.submitted(TASK), happened.started(TASK, 1), happened.failed(TASK, 1));
    later();
    later();

    assertThat(memory.rows("agent_tasks")).containsKey(TASK.toString());
    assertThat(asked).isEmpty();
  }

  /** More changes than a commit has after the end of a task. */
  private void later() {
    var other = new UUID(4, asked.size());
    happens(happened.submitted(other));
    for (var n = 1; n <= 201; n++) {
      happens(happened.started(other, n));
    }
    memory.prune();
  }

  @Test
  void a_forgotten_task_that_lives_again_is_looked_for() {
    happens(happened.redriven(TASK, 2));

    assertThat(asked).containsExactly(TASK.toString());
    assertThat(memory.rows("agent_tasks").get(TASK.toString()).values())
        .containsEntry("status", "queued")
        .containsEntry("type", "old");
  }

  @Test
  void an_agent_or_a_quota_that_was_never_there_is_an_error_and_not_looked_for() {
    var message = "no row of agent_quotas with key " + AGENT;
    assertThatThrownBy(() -> happens(happened.reserved(TASK, 1, "1", "2026-03")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(message);
    assertThat(asked).isEmpty();
  }

  @Test
  void every_state_but_the_open_ones_is_an_end() {
    for (var status : List.of("completed", "dead_lettered", "cancelled")) {
      assertThat(MemoryTables.hasEnded(new Row().put("status", status))).as(status).isTrue();
    }
    for (var status : List.of("queued", "running", "retrying")) {
      assertThat(MemoryTables.hasEnded(new Row().put("status", status))).as(status).isFalse();
    }
  }

  @Test
  void rows_that_are_named_are_emptied_and_a_forgotten_task_is_not_looked_for() {
    var other = new UUID(5, 5);
    happens(
        happened.submitted(TASK),
        happened.started(TASK, 1),
        happened.completed(TASK, 1),
        happened.submitted(other),
        happened.started(other, 1),
        happened.completed(other, 1));

    apply(
        w -> {
          var named = List.of(TASK, new UUID(6, 6));
          w.erase("agent_tasks", AGENT).only("task_id", named).set("result", null);
          w.erase("agent_tasks", ENTITY).only("task_id", List.of(other)).set("result", null);
        });

    assertThat(memory.rows("agent_tasks").get(TASK.toString()).get("result")).isNull();
    assertThat(memory.rows("agent_tasks").get(other.toString()).get("result")).isNotNull();
    assertThat(asked).isEmpty();
  }

  private void happens(RuntimeEvent... events) {
    for (var event : events) {
      History.apply(new StoredEvent(new UUID(9, 9), "Agent", 0, event, null), memory);
    }
  }

  private void apply(Consumer<Writes> change) {
    var writes = new Writes();
    change.accept(writes);
    writes.drain().forEach(memory::apply);
  }
}
