package com.geniinow.runtime.query.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.events.agent.AgentEvent.AgentErased;
import com.geniinow.runtime.events.agent.AgentEvent.ErasureStarted;
import com.geniinow.runtime.events.agent.ErasedCounts;
import com.geniinow.runtime.query.testing.Database;
import com.geniinow.runtime.query.testing.RecordedAgent;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Status;

/** When a process is ready on a store that came out of an older backup. */
class ErasuresHealthTest {
  private static final Instant AT = Instant.parse("2026-03-15T12:00:00Z");

  private final UUID erasure = UUID.randomUUID();

  @Test
  void it_is_not_ready_while_somebody_without_keys_is_not_erased_and_then_for_good() {
    var agent = RecordedAgent.provisioned();
    loseKeys(agent.id(), "infinity");
    var health = new ErasuresHealth(Database.reads());
    assertThat(health.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);

    agent.commit(started(agent.id()));
    assertThat(health.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);

    agent.commit(new AgentErased(agent.id(), erasure, List.of(), AT));
    assertThat(health.health().getStatus()).isEqualTo(Status.UP);

    var next = RecordedAgent.provisioned();
    loseKeys(next.id(), "infinity");
    assertThat(health.health().getStatus()).isEqualTo(Status.UP);
    next.commit(started(next.id()), new AgentErased(next.id(), erasure, List.of(), AT));
  }

  @Test
  void keys_of_single_days_and_of_agents_that_are_not_there_are_no_reason() {
    loseKeys(UUID.randomUUID(), "infinity");
    loseKeys(RecordedAgent.provisioned().id(), "2026-03-14");

    var health = new ErasuresHealth(Database.reads());

    assertThat(health.health().getStatus()).isEqualTo(Status.UP);
  }

  @Test
  void it_is_not_ready_while_the_rows_of_a_day_that_came_back_are_not_empty() {
    var agent = RecordedAgent.provisioned();
    Database.superuser()
        .update(
            "INSERT INTO retention_runs (agent_id, day, entity_id, step)"
                + " VALUES (?, '2026-03-14', ?, 0)",
            agent.id(),
            agent.entity());
    var health = new ErasuresHealth(Database.reads());
    assertThat(health.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);

    Database.superuser()
        .update("UPDATE retention_runs SET step = 1 WHERE agent_id = ?", agent.id());
    assertThat(health.health().getStatus()).isEqualTo(Status.UP);
    Database.superuser().update("DELETE FROM retention_runs WHERE agent_id = ?", agent.id());
  }

  private static void loseKeys(UUID agent, String through) {
    Database.superuser()
        .update(
            "INSERT INTO sealing_keys.destroyed (agent_id, through, destroyed_at)"
                + " VALUES (?, CAST(? AS date), now())",
            agent,
            through);
  }

  private ErasureStarted started(UUID agent) {
    return new ErasureStarted(
        agent, erasure, "asked for", new ErasedCounts(1, 2, 3, 4, 5, 6, 7, 8, 9, 10), "admin", AT);
  }
}
