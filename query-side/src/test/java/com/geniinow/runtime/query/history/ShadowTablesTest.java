package com.geniinow.runtime.query.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.events.agent.AgentEvent.DayTextErased;
import com.geniinow.runtime.events.agent.AgentEvent.ErasureStarted;
import com.geniinow.runtime.events.agent.AgentEvent.TextErased;
import com.geniinow.runtime.events.agent.ErasedCounts;
import com.geniinow.runtime.events.agent.ErasedText;
import com.geniinow.runtime.events.task.TaskEvent.TaskAttemptFailed;
import com.geniinow.runtime.query.record.LedgerHeads;
import com.geniinow.runtime.query.record.Projections;
import com.geniinow.runtime.query.record.Writes;
import com.geniinow.runtime.query.testing.Database;
import com.geniinow.runtime.query.testing.Happened;
import com.geniinow.runtime.query.testing.RecordedAgent;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.IncorrectUpdateSemanticsDataAccessException;

/** The session's own copies of the tables of record, filled by a replay. */
class ShadowTablesTest {
  private final Session session = Session.open(Database.system());
  private final ShadowTables shadow = ShadowTables.create(session.template());

  @AfterEach
  void end() {
    session.close();
  }

  @Test
  void a_replayed_life_is_what_the_live_tables_have() {
    var agent = RecordedAgent.provisioned();
    var happened = agent.happened();
    var task = agent.submitted();
    var file = UUID.randomUUID();
    agent.commit(happened.reserved(task, 10, "1", "2026-03"), happened.started(task, 1));
    agent.commit(happened.used(task, 1, 10, "1", "2026-03"), happened.completed(task, 1));
    agent.commit(happened.stored(file));
    agent.commit(happened.stored(UUID.randomUUID()), happened.deleted(file));

    for (var half : List.of(agent.events().subList(0, 4), agent.events().subList(4, 10))) {
      var writes = new Writes();
      var heads = new LedgerHeads(session.jdbc());
      Projections.project(half, heads, writes);
      shadow.owners().read(Set.of(agent.id()));
      shadow.prepare(writes.drain()).run();
    }

    assertThat(agent.events()).hasSize(10);
    for (var table : shadow.tables()) {
      assertThat(Database.texts(session.template(), table.shadow()))
          .as(table.name())
          .isEqualTo(Database.rows(table.name(), "agent_id", agent.id()));
    }
  }

  @Test
  void rows_that_an_erasure_names_are_emptied_as_the_live_ones_are() {
    var agent = RecordedAgent.provisioned();
    var erasure = UUID.randomUUID();
    var task = agent.submitted();
    agent.submitted();
    var labels =
        Database.rows("task_labels", "task_id", task).stream()
            .map(label -> UUID.fromString(String.valueOf(label.get("label_id"))))
            .toList();
    var at = agent.happened().at();
    agent.commit(
        new ErasureStarted(
            agent.id(),
            erasure,
            "asked for",
            new ErasedCounts(1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
            "admin",
            at));
    agent.commit(new TextErased(agent.id(), erasure, ErasedText.TASKS, List.of(task), at));
    agent.commit(new TextErased(agent.id(), erasure, ErasedText.LABELS, labels, at));

    var writes = new Writes();
    Projections.project(agent.events(), new LedgerHeads(session.jdbc()), writes);
    shadow.prepare(writes.drain()).run();

    assertThat(labels).isNotEmpty();
    for (var table : List.of("agents", "agent_tasks", "task_labels", "erasures")) {
      assertThat(Database.texts(session.template(), "pg_temp." + table))
          .as(table)
          .isNotEmpty()
          .isEqualTo(Database.rows(table, "agent_id", agent.id()));
    }
  }

  /** The error of the task is of another day, which is kept. */
  @Test
  void rows_of_a_day_that_a_retention_names_are_emptied_as_the_live_ones_are() {
    var agent = RecordedAgent.provisioned();
    var day = LocalDate.ofInstant(Happened.START, ZoneOffset.UTC);
    var task = agent.submitted();
    agent.commit(agent.happened().started(task, 1));
    agent.commit(
        new TaskAttemptFailed(
            agent.id(), task, 1, "oops", true, null, Happened.START.plus(Duration.ofDays(1))));
    var another = agent.submitted();
    var labels =
        Database.rows("task_labels", "task_id", task).stream()
            .map(label -> UUID.fromString(String.valueOf(label.get("label_id"))))
            .toList();
    var at = agent.happened().at();
    agent.commit(new DayTextErased(agent.id(), day.toString(), ErasedText.LABELS, labels, at));
    agent.commit(
        new DayTextErased(agent.id(), day.toString(), ErasedText.TASKS, List.of(task), at));

    var writes = new Writes();
    Projections.project(agent.events(), new LedgerHeads(session.jdbc()), writes);
    shadow.prepare(writes.drain()).run();

    assertThat(RecordedAgent.task(task))
        .containsEntry("payload", "null")
        .containsEntry("error", "oops");
    assertThat(RecordedAgent.task(another)).doesNotContainEntry("payload", "null");
    for (var table : List.of("agent_tasks", "task_labels")) {
      assertThat(Database.texts(session.template(), "pg_temp." + table))
          .as(table)
          .containsExactlyInAnyOrderElementsOf(Database.rows(table, "agent_id", agent.id()));
    }
  }

  @Test
  void nothing_is_written_before_it_is_run() {
    var writes = new Writes();
    var agent = UUID.randomUUID();
    writes.insert("agents").set("agent_id", agent).set("entity_id", agent);
    shadow.prepare(writes.drain());

    assertThat(session.template().queryForList("SELECT agent_id FROM agents")).isEmpty();
  }

  @Test
  void in_their_session_they_stand_in_front_of_the_live_tables_and_in_no_other() {
    var agent = RecordedAgent.provisioned();

    assertThat(session.template().queryForList("SELECT * FROM agents")).isEmpty();
    assertThat(session.template().queryForList("SELECT * FROM public.agents")).isNotEmpty();
    assertThat(agent.row()).isNotEmpty();
  }

  @Test
  void what_a_live_table_would_refuse_is_refused() {
    var writes = new Writes();
    var agent = UUID.randomUUID();
    writes
        .insert("agents")
        .set("agent_id", agent)
        .set("entity_id", agent)
        .set("name", "Ada")
        .set("status", "asleep")
        .set("metadata", "{}");
    var work = shadow.prepare(writes.drain());

    assertThatThrownBy(work::run).isInstanceOf(DataIntegrityViolationException.class);
  }

  @Test
  void a_change_of_a_table_that_is_none_of_record_is_an_error() {
    var writes = new Writes();
    writes.delete("alerts", "alert_id", UUID.randomUUID());

    assertThatThrownBy(() -> shadow.prepare(writes.drain()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no shadow of [alerts]");
  }

  @Test
  void an_owner_is_known_once_it_was_made_or_read() {
    var agent = RecordedAgent.provisioned();
    assertThat(shadow.owners().knows(Set.of(agent.id()))).isFalse();
    assertThatThrownBy(() -> shadow.owners().of(agent.id()))
        .isInstanceOf(IncorrectUpdateSemanticsDataAccessException.class);

    var writes = new Writes();
    Projections.project(agent.events(), new LedgerHeads(session.jdbc()), writes);
    shadow.prepare(writes.drain()).run();
    assertThat(shadow.owners().of(agent.id())).isEqualTo(agent.entity().toString());

    var read = new Owners(session.jdbc());
    read.read(Set.of(agent.id()));
    assertThat(read.knows(Set.of(agent.id()))).isTrue();
    assertThat(read.of(agent.id())).isEqualTo(agent.entity().toString());
  }
}
