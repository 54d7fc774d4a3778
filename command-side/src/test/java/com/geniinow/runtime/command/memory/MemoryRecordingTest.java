package com.geniinow.runtime.command.memory;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Consistency;
import com.geniinow.runtime.command.Events;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.background.RecurringJob;
import com.geniinow.runtime.command.store.EventJson;
import com.geniinow.runtime.events.memory.MemoryEvent;
import com.geniinow.runtime.query.history.ExpectedMemories;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** Memories that a process of the version before has written: a vector's row and nothing else. */
@RuntimeTest
class MemoryRecordingTest {
  @LocalServerPort int port;
  @Autowired List<RecurringJob> jobs;
  private MemoryAgent agent;

  @BeforeEach
  void anAgentWithOldMemories() {
    agent = MemoryAgent.provision(new Api(port));
    agent.embedded("the first of the new");
    Superuser.jdbc()
        .update(
            """
            INSERT INTO agent_memory_vectors (memory_id, model, agent_id, entity_id, indexed,
              created_at, embedding, metadata, text)
            SELECT gen_random_uuid(), model, agent_id, entity_id, false, created_at, embedding,
              jsonb_build_object('old', n), 'old text ' || n
            FROM agent_memory_vectors, generate_series(1, 120) n WHERE agent_id = ?\
            """,
            agent.id());
  }

  @AfterEach
  void forget() {
    agent.forget();
  }

  @Test
  void they_are_listed_found_filtered_and_forgotten_before_they_are_recorded() {
    assertThat(agent.listed("?limit=200")).hasSize(121);
    var filter = Map.of("query", "x", "min_similarity", -1, "filter", Map.of("old", 7));
    assertThat(MemoryAgent.texts(agent.search(filter))).containsExactly("old text 7");
    assertThat(agent.embed(Map.of("text", "old text 7")).status()).isEqualTo(200);
    assertThat(agent.forgetBy(Map.of("filter", Map.of("old", 7))).body().path("count").asInt())
        .isEqualTo(1);
  }

  @Test
  void their_hashes_are_recorded_step_by_step_with_progress_and_once() {
    run();
    run();

    var events = Events.of(agent.id());
    assertThat(events.count("MemoryRecorded")).isEqualTo(120);
    assertThat(
            Superuser.count(
                "SELECT count(*) FROM agent_memories WHERE agent_id = ? AND NOT recorded",
                agent.id()))
        .isZero();
    assertThat(
            Superuser.count(
                "SELECT count(*) FROM memory_recordings WHERE finished_at IS NOT NULL AND done >="
                    + " 120"))
        .isEqualTo(1);
    assertThat(
            Superuser.count(
                """
                SELECT count(*) FROM domain_event_entry e JOIN agent_memories m
                  ON m.memory_id::text = e.payload::json ->> 'memoryId'
                WHERE e.agent_id = ? AND e.payload_type LIKE '%MemoryRecorded'
                  AND e.payload::json ->> 'textSha256'
                    = encode(sha256(convert_to(m.text, 'UTF8')), 'hex')\
                """,
                agent.id()))
        .isEqualTo(120);
    assertThat(MemoryAgent.texts(agent.search(Map.of("query", "old 33", "mode", "text"))))
        .startsWith("old text 33");
    Consistency.assertTablesFollowEvents(agent.id());
  }

  @Test
  void what_is_there_is_what_the_events_expect() {
    run();
    var gone = agent.embedded("forget this");
    agent.forget(gone);
    agent.embed(Map.of("text", "one", "key", "k"));
    agent.embed(Map.of("text", "two", "key", "k"));

    var expected = expected();
    var there =
        Superuser.jdbc()
            .queryForList(
                """
                SELECT memory_id || ' ' || encode(sha256(convert_to(text, 'UTF8')), 'hex')
                FROM agent_memories WHERE agent_id = ? ORDER BY 1\
                """,
                String.class,
                agent.id());

    assertThat(expected).isEqualTo(there).hasSize(123);
  }

  /** By the class that verification goes by, of the events as they are stored. */
  private List<String> expected() {
    var memories = new ExpectedMemories();
    Superuser.jdbc()
        .query(
            """
            SELECT payload_type, payload FROM domain_event_entry
            WHERE agent_id = ? AND payload_type LIKE '%.memory.MemoryEvent$%'
            ORDER BY global_index\
            """,
            (row, n) -> event(row.getString(1), row.getString(2)), agent.id())
        .forEach(memories::apply);
    return memories.at(Instant.now()).entrySet().stream()
        .map(each -> each.getKey() + " " + each.getValue().textSha256())
        .sorted()
        .toList();
  }

  private static MemoryEvent event(String type, String payload) {
    try {
      return (MemoryEvent) EventJson.mapper().readValue(payload, Class.forName(type));
    } catch (ClassNotFoundException | IOException e) {
      throw new AssertionError(type, e);
    }
  }

  @Test
  void what_comes_after_the_end_is_not_recorded_and_found_by_a_verification() {
    run();
    assertThat(verified().path("identical").asBoolean()).isTrue();
    Superuser.jdbc()
        .update(
            """
            INSERT INTO agent_memories (memory_id, agent_id, entity_id, created_at, recorded,
              text_sha256, metadata, text)
            VALUES (gen_random_uuid(), ?, ?, now(), false, sha256('x'), '{}', 'x')""",
            agent.id(),
            agent.entity());

    recorder().run();

    assertThat(Events.of(agent.id()).count("MemoryRecorded")).isEqualTo(120);
    assertThat(verified().path("identical").asBoolean()).isFalse();
    assertThat(verified().at("/tables/agent_memories/differing").asInt()).isOne();
  }

  @Test
  void while_processes_of_before_may_write_it_does_not_end() {
    reopen("23 hours");
    recorder().run();

    assertThat(Events.of(agent.id()).count("MemoryRecorded")).isEqualTo(120);
    assertThat(ended()).isZero();
    reopen("25 hours");
    recorder().run();
    assertThat(ended()).isOne();
  }

  private static long ended() {
    return Superuser.count("SELECT count(*) FROM memory_recordings WHERE finished_at IS NOT NULL");
  }

  private JsonNode verified() {
    var path = "/api/audit/verify?entity_id=" + agent.entity();
    var answer =
        agent.api().asAuditor(agent.entity(), "POST", path, Map.of("scope", List.of("memories")));
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    return answer.body();
  }

  /** As after an upgrade so long ago. */
  private static void reopen(String ago) {
    Superuser.jdbc()
        .update(
            "UPDATE memory_recordings SET finished_at = NULL, started_at = now() - ?::interval",
            ago);
  }

  private RecurringJob recorder() {
    return jobs.stream()
        .filter(job -> job.name().equals("memory-recorder"))
        .findAny()
        .orElseThrow();
  }

  /** Until the job's end. */
  private void run() {
    reopen("2 days");
    recorder().run();
  }
}
