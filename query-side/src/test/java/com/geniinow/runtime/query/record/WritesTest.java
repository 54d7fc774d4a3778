package com.geniinow.runtime.query.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.query.record.Change.Delete;
import com.geniinow.runtime.query.record.Change.Insert;
import com.geniinow.runtime.query.record.Change.Update;
import com.geniinow.runtime.query.testing.Database;
import com.geniinow.runtime.query.testing.RecordedAgent;
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.dao.IncorrectUpdateSemanticsDataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/** A batch of changes on its way to PostgreSQL. */
class WritesTest {
  private final RecordedAgent agent = RecordedAgent.provisioned();
  private final Writes writes = new Writes();

  @Test
  void nothing_to_write_asks_the_database_nothing() {
    var recorded = new RecordedWrites(List::of);
    writes.flush(recorded.jdbc());

    assertThat(recorded.written()).isEmpty();
  }

  @Test
  void all_changes_are_sent_as_one_text_in_their_order_and_once() {
    writes.update("agents", "agent_id", agent.id()).set("name", "Bea");
    writes.delete("agent_files", "file_id", new UUID(1, 1));
    var recorded = new RecordedWrites(List::of);
    writes.flush(recorded.jdbc());
    writes.flush(recorded.jdbc());

    assertThat(recorded.written()).hasSize(1);
    var written = recorded.written().getFirst();
    assertThat(written.sql())
        .isEqualTo(
            "UPDATE agents\nSET name = ?\nWHERE agent_id = ?;\n"
                + "DELETE FROM agent_files\nWHERE file_id = ?");
    assertThat(written.parameters()).containsExactly("Bea", agent.id(), new UUID(1, 1));
  }

  @Test
  void what_is_drained_is_handed_over_in_its_order_and_forgotten() {
    writes.insert("agents");
    writes.update("agents", "agent_id", agent.id());
    writes.delete("agents", "agent_id", agent.id());

    assertThat(writes.drain())
        .hasExactlyElementsOfTypes(Insert.class, Update.class, Delete.class)
        .allMatch(change -> change.table().equals("agents"));
    assertThat(writes.drain()).isEmpty();
  }

  @Test
  void a_later_change_sees_what_an_earlier_one_of_the_batch_did() {
    var file = UUID.randomUUID();
    writes.update("agents", "agent_id", agent.id()).set("name", "Bea");
    new FileProjector()
        .project(new StoredEvent(file, "Agent", 0, agent.happened().stored(file), null), writes);
    writes.update("agent_files", "file_id", file).set("name", "b.pdf");
    writes.update("agent_files", "file_id", file).setIfAbsent("task_id", file);
    writes.flush(Database.superuser());

    assertThat(agent.row()).containsEntry("name", "Bea");
    assertThat(Database.rows("agent_files", "file_id", file).getFirst())
        .containsEntry("name", "b.pdf")
        .containsEntry("task_id", file.toString());
  }

  @Test
  void a_row_that_two_events_of_a_commit_change_gets_one_new_version() {
    var task = agent.submitted();
    agent.asItsCommand(
        jdbc -> {
          // PostgreSQL counts in what the connection's commits of the last second did.
          var before = versionsOfTasks(jdbc);
          writes.update("agent_tasks", "task_id", task).set("status", "completed");
          writes.update("agent_tasks", "task_id", task).add("tokens_used", BigDecimal.TEN);
          writes.flush(jdbc);

          assertThat(versionsOfTasks(jdbc) - before).isEqualTo(1);
        });
    assertThat(Database.rows("agent_tasks", "task_id", task).getFirst())
        .containsEntry("status", "completed")
        .containsEntry("tokens_used", "10");
  }

  private static long versionsOfTasks(JdbcTemplate jdbc) {
    return jdbc.queryForObject(
        "SELECT pg_stat_get_xact_tuples_updated('agent_tasks'::regclass)", Long.class);
  }

  @Test
  void the_first_statement_that_changes_no_row_is_named() {
    writes.update("agents", "agent_id", agent.id()).set("name", "Bea");
    writes.delete("agent_files", "file_id", UUID.randomUUID());
    writes.update("agent_tasks", "task_id", UUID.randomUUID()).set("type", "x");

    assertThatThrownBy(() -> writes.flush(Database.superuser()))
        .isInstanceOf(IncorrectUpdateSemanticsDataAccessException.class)
        .hasMessageContaining("0 rows instead of 1 changed by: DELETE FROM agent_files");
  }

  @Test
  void a_row_of_an_agent_that_is_not_there_is_not_written() {
    writes.insert("agent_files", UUID.randomUUID()).set("file_id", UUID.randomUUID());

    assertThatThrownBy(() -> writes.flush(Database.superuser()))
        .hasMessageContaining("0 rows instead of 1 changed by: INSERT INTO agent_files");
  }

  @Test
  void an_update_that_reaches_more_than_its_row_is_refused() {
    agent.submitted();
    agent.submitted();
    agent.asItsCommand(
        jdbc -> {
          writes.update("agent_tasks", "agent_id", agent.id()).set("type", "x");
          assertThatThrownBy(() -> writes.flush(jdbc))
              .hasMessageContaining("2 rows instead of 1 changed by: UPDATE agent_tasks");
        });
  }
}
