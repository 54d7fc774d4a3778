package com.geniinow.runtime.command.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Replayed;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.store.evolution.WhyToReason;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.ConnectionCallback;
import tools.jackson.databind.JsonNode;

/** An event stored at an older revision, read through {@link WhyToReason} wherever it is read. */
@RuntimeTest
class OldEventsTest {
  private final UUID event = UUID.randomUUID();

  @LocalServerPort int port;

  private Api api;

  @BeforeEach
  void client() {
    api = new Api(port);
  }

  @Test
  void an_old_revision_is_upcast_in_a_replay_and_in_questions_about_the_past() {
    var agent = api.provision(Map.of());
    var task =
        api.asAgent(agent, "POST", "/api/tasks", Map.of("type", "simulate", "estimated_tokens", 1))
            .text("task_id");
    var before = Instant.now().truncatedTo(ChronoUnit.MICROS);
    store(agent, task, before.plus(1, ChronoUnit.MICROS));

    assertThat(past(agent, before).at("/open_tasks/0/task_id").asString()).isEqualTo(task);
    var after = past(agent, before.plusSeconds(60));
    assertThat(after.path("open_tasks")).isEmpty();
    assertThat(after.at("/last_event/type").asString()).isEqualTo("TaskCancelled");

    var rebuilt = api.asAdmin("POST", "/api/audit/rebuild", null);
    assertThat(rebuilt.body().path("repaired").propertyNames())
        .contains("agent_tasks", "ledger_entries", "system_events");
    assertThat(
            Superuser.jdbc()
                .queryForObject(
                    "SELECT details FROM ledger_entries WHERE event_id = ?", String.class, event))
        .contains("\"reason\":\"enough\"");
    Replayed.assertLiveEqualsReplay(api);
  }

  private void store(UUID agent, String task, Instant at) {
    Superuser.jdbc()
        .update(
            """
            INSERT INTO domain_event_entry (aggregate_identifier, sequence_number, type,
              event_identifier, payload_type, payload_revision, payload, meta_data, time_stamp,
              agent_id, entity_id)
            SELECT aggregate_identifier, max(sequence_number) + 1, 'Agent', ?,
              'com.geniinow.runtime.events.task.TaskEvent$TaskCancelled', '0', ?, '{}', ?,
              agent_id, entity_id
            FROM domain_event_entry WHERE aggregate_identifier = ?
            GROUP BY aggregate_identifier, agent_id, entity_id""",
            event.toString(),
            "{\"agentId\":\"%s\",\"taskId\":\"%s\",\"why\":\"enough\",\"by\":\"tests\",\"at\":\"%s\"}"
                .formatted(agent, task, at),
            at.toString(),
            agent.toString());
  }

  private JsonNode past(UUID agent, Instant at) {
    var answer = api.asAdmin("GET", "/api/audit/agents/" + agent + "?as_of=" + at, null);
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    return answer.body();
  }

  /** Other processes that tests start have no such upcaster, and share the store. */
  @AfterEach
  void forget() {
    ConnectionCallback<Void> delete =
        connection -> {
          try (var statement = connection.createStatement()) {
            statement.execute("SET session_replication_role = 'replica'");
            statement.execute(
                "DELETE FROM domain_event_entry WHERE event_identifier = '%s'".formatted(event));
            statement.execute("DELETE FROM ledger_entries WHERE event_id = '%s'".formatted(event));
            statement.execute("RESET session_replication_role");
          }
          return null;
        };
    Superuser.jdbc().execute(delete);
    api.asAdmin("POST", "/api/audit/rebuild", null);
    Replayed.assertLiveEqualsReplay(api);
  }
}
