package com.geniinow.runtime.query.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.query.testing.Database;
import com.geniinow.runtime.query.testing.RecordedAgent;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** One row for each event, of whatever kind, in every table's own words. */
class SystemEventProjectorTest {
  private final RecordedAgent agent = RecordedAgent.provisioned();

  @Test
  void an_event_s_row_names_its_kind_its_stream_and_its_time() {
    var task = agent.submitted();
    agent.commit(agent.happened().started(task, 1));

    assertThat(row(agent.events().getLast()))
        .containsEntry("agent_id", agent.id().toString())
        .containsEntry("entity_id", agent.entity().toString())
        .containsEntry("type", "TaskStarted")
        .containsEntry("aggregate_type", "Agent")
        .containsEntry("sequence", "2")
        .containsEntry("occurred_at", agent.happened().at().toString());
  }

  @Test
  void each_event_of_a_life_has_its_row_whether_or_not_it_matters_to_compliance() {
    var happened = agent.happened();
    var task = agent.submitted();
    var file = UUID.randomUUID();
    agent.commit(happened.reserved(task, 10, "1", "2026-03"), happened.started(task, 1));
    agent.commit(happened.failed(task, 1), happened.requeued(task, 2), happened.started(task, 2));
    agent.commit(happened.used(task, 2, 10, "1", "2026-03"), happened.completed(task, 2));
    agent.commit(happened.stored(file), happened.deleted(file));

    assertThat(agent.count("system_events")).isEqualTo(agent.events().size());
    for (var event : agent.events()) {
      assertThat(row(event))
          .containsEntry("type", event.payload().getClass().getSimpleName())
          .containsEntry("aggregate_type", event.aggregateType())
          .containsEntry("sequence", Long.toString(event.sequence()));
    }
  }

  @Test
  void the_first_row_of_a_commit_that_makes_an_agent_finds_its_owner() {
    assertThat(Database.rows("system_events", "agent_id", agent.id()))
        .hasSize(2)
        .allMatch(row -> agent.entity().toString().equals(row.get("entity_id")));
  }

  @Test
  void the_tables_of_record_are_those_that_projectors_write() {
    var task = agent.submitted();
    var happened = agent.happened();
    agent.commit(happened.reserved(task, 10, "1", "2026-03"));
    agent.commit(happened.used(task, 1, 10, "1", "2026-03"));
    agent.commit(happened.stored(UUID.randomUUID()));
    agent.commit(happened.key(UUID.randomUUID(), "h"));
    agent.commit(happened.raised(UUID.randomUUID(), 5));
    agent.commit(happened.scheduled(UUID.randomUUID()));

    assertThat(RecordedAgent.tables()).allMatch(table -> agent.count(table) > 0);
  }

  private static Map<String, String> row(StoredEvent event) {
    return Database.rows("system_events", "event_id", event.eventId()).getFirst();
  }
}
