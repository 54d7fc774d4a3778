package com.geniinow.runtime.query.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.events.file.FileEvent.FileStored;
import com.geniinow.runtime.events.file.FileEvent.FileUrlIssued;
import com.geniinow.runtime.query.testing.Database;
import com.geniinow.runtime.query.testing.RecordedAgent;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.dao.IncorrectUpdateSemanticsDataAccessException;

/** The rows of the files there are. */
class FileProjectorTest {
  private final RecordedAgent agent = RecordedAgent.provisioned();
  private final UUID file = UUID.randomUUID();

  @Test
  void a_stored_file_has_a_row_that_tells_what_it_is_and_whose() {
    var task = agent.submitted();
    var at = agent.happened().at();
    agent.commit(
        new FileStored(
            agent.id(), file, "../\n\"a\".txt", "text/plain", 0, "ab".repeat(32), task, at));

    assertThat(Database.rows("agent_files", "file_id", file).getFirst())
        .containsEntry("agent_id", agent.id().toString())
        .containsEntry("entity_id", agent.entity().toString())
        .containsEntry("name", "../\n\"a\".txt")
        .containsEntry("content_type", "text/plain")
        .containsEntry("size_bytes", "0")
        .containsEntry("sha256", "ab".repeat(32))
        .containsEntry("task_id", task.toString())
        .containsEntry("created_at", at.toString());
  }

  @Test
  void a_file_of_no_task_names_none() {
    agent.commit(agent.happened().stored(file));

    assertThat(Database.rows("agent_files", "file_id", file).getFirst())
        .containsEntry("task_id", null);
  }

  @Test
  void a_deleted_file_has_no_row_and_the_others_keep_theirs() {
    var other = UUID.randomUUID();
    agent.commit(agent.happened().stored(file), agent.happened().stored(other));

    agent.commit(agent.happened().deleted(file));

    assertThat(Database.rows("agent_files", "agent_id", agent.id()))
        .extracting(row -> row.get("file_id"))
        .containsExactly(other.toString());
  }

  @Test
  void a_file_may_come_and_go_within_one_commit() {
    agent.commit(agent.happened().stored(file), agent.happened().deleted(file));

    assertThat(agent.count("agent_files")).isZero();
    assertThat(agent.count("ledger_entries")).isEqualTo(4);
  }

  @Test
  void a_url_that_was_issued_changes_no_row() {
    agent.commit(agent.happened().stored(file));
    var before = Database.rows("agent_files", "file_id", file);
    var at = agent.happened().at();

    agent.commit(new FileUrlIssued(agent.id(), file, "fred", at.plusSeconds(60), at));

    assertThat(Database.rows("agent_files", "file_id", file)).isEqualTo(before);
  }

  @Test
  void a_file_is_deleted_once() {
    agent.commit(agent.happened().stored(file));
    agent.commit(agent.happened().deleted(file));

    assertThatThrownBy(() -> agent.commit(agent.happened().deleted(file)))
        .isInstanceOf(IncorrectUpdateSemanticsDataAccessException.class)
        .hasMessageContaining("DELETE FROM agent_files");
  }

  @Test
  void another_agent_s_file_cannot_be_deleted() {
    agent.commit(agent.happened().stored(file));
    var other = RecordedAgent.provisioned();

    assertThatThrownBy(() -> other.commit(other.happened().deleted(file)))
        .isInstanceOf(IncorrectUpdateSemanticsDataAccessException.class);
    assertThat(agent.count("agent_files")).isEqualTo(1);
  }
}
