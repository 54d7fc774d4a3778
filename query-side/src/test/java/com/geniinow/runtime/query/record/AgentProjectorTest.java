package com.geniinow.runtime.query.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.events.agent.AgentEvent.AgentImported;
import com.geniinow.runtime.events.agent.AgentEvent.AgentResumed;
import com.geniinow.runtime.events.agent.AgentEvent.AgentSuspended;
import com.geniinow.runtime.events.agent.AgentEvent.AgentTerminated;
import com.geniinow.runtime.query.testing.Database;
import com.geniinow.runtime.query.testing.Happened;
import com.geniinow.runtime.query.testing.RecordedAgent;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;

/** The life of an agent's row, event by event. */
class AgentProjectorTest {
  private static final Instant LATER = Instant.parse("2026-04-01T00:00:00.000001Z");

  private final RecordedAgent agent = RecordedAgent.provisioned();
  private final Instant born = Happened.START.plusSeconds(1);

  @Test
  void a_provisioned_agent_is_active_in_its_entity() {
    assertThat(agent.row())
        .containsEntry("agent_id", agent.id().toString())
        .containsEntry("entity_id", agent.entity().toString())
        .containsEntry("name", "Ada")
        .containsEntry("status", "active")
        .containsEntry("status_reason", null)
        .containsEntry("metadata", "{\"a\": 1}")
        .containsEntry("created_at", born.toString())
        .containsEntry("updated_at", born.toString());
  }

  @Test
  void an_imported_agent_has_the_same_row_as_a_provisioned_one() {
    var id = UUID.randomUUID();
    var entity = UUID.randomUUID();
    var metadata = new Json("[1e2]");
    project(new AgentImported(id, entity, "Bob", metadata, "import", LATER));

    assertThat(Database.rows("agents", "agent_id", id).getFirst())
        .containsEntry("entity_id", entity.toString())
        .containsEntry("name", "Bob")
        .containsEntry("status", "active")
        .containsEntry("metadata", "[1e2]")
        .containsEntry("created_at", LATER.toString());
  }

  private static void project(AgentImported imported) {
    var writes = new Writes();
    new AgentProjector()
        .project(new StoredEvent(new UUID(1, 1), "Agent", 0, imported, null), writes);
    writes.flush(Database.superuser());
  }

  @Test
  void a_suspended_agent_says_why_and_since_when() {
    agent.commit(new AgentSuspended(agent.id(), "too loud", "admin", LATER));

    assertThat(agent.row())
        .containsEntry("status", "suspended")
        .containsEntry("status_reason", "too loud")
        .containsEntry("created_at", born.toString())
        .containsEntry("updated_at", LATER.toString());
  }

  @Test
  void a_resumed_agent_forgets_why_it_was_suspended() {
    agent.commit(new AgentSuspended(agent.id(), "too loud", "admin", LATER));
    agent.commit(new AgentResumed(agent.id(), "better now", "admin", LATER.plusSeconds(1)));

    assertThat(agent.row()).containsEntry("status", "active").containsEntry("status_reason", null);
  }

  @Test
  void a_terminated_agent_stays_in_its_table() {
    agent.commit(new AgentTerminated(agent.id(), "the end", "admin", LATER));

    assertThat(agent.row())
        .containsEntry("status", "terminated")
        .containsEntry("status_reason", "the end")
        .containsEntry("name", "Ada");
  }

  @Test
  void nobody_is_provisioned_twice() {
    assertThatThrownBy(() -> agent.commit(agent.happened().provisioned()))
        .isInstanceOf(DuplicateKeyException.class);
  }

  @Test
  void an_event_of_an_agent_that_is_not_there_fails_its_commit() {
    var stranger = UUID.randomUUID();

    assertThatThrownBy(() -> agent.commit(new AgentSuspended(stranger, "?", "admin", LATER)))
        .isInstanceOf(DataAccessException.class)
        .rootCause()
        .hasMessageContaining("row-level security policy");
    assertThat(stored(stranger)).isZero();
  }

  @Test
  void an_event_of_another_agent_cannot_reach_that_one_s_row() {
    var other = RecordedAgent.provisioned();

    var before = stored(other.id());

    assertThatThrownBy(() -> agent.commit(new AgentTerminated(other.id(), "!", "admin", LATER)))
        .isInstanceOf(DataAccessException.class)
        .rootCause()
        .hasMessageContaining("row-level security policy");
    assertThat(stored(other.id())).isEqualTo(before);
    assertThat(other.row()).containsEntry("status", "active");
  }

  /** Rows of an agent in the ledger. */
  private static int stored(UUID agentId) {
    return Objects.requireNonNull(
        Database.superuser()
            .queryForObject(
                "SELECT count(*) FROM ledger_entries WHERE agent_id = ?", Integer.class, agentId));
  }
}
