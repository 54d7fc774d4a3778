package com.geniinow.runtime.command.memory;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** A memory that was changed, taken away or put in behind the runtime's back is found. */
@RuntimeTest
class MemoryAuditTest {
  @LocalServerPort int port;

  private Api api;
  private MemoryAgent agent;
  private UUID memory;

  @BeforeEach
  void someMemories() {
    api = new Api(port);
    agent = MemoryAgent.provision(api);
    memory = UUID.fromString(agent.embedded("what it remembers"));
    agent.embed(Map.of("text", "one", "key", "k"));
    agent.embed(Map.of("text", "two", "key", "k", "ttl_seconds", 3600));
    agent.forget(agent.embedded("what it forgot"));
  }

  @Test
  void what_nobody_touched_is_identical() {
    var report = verify();

    assertThat(report.path("identical").asBoolean()).as("%s", report).isTrue();
    assertThat(report.at("/tables/agent_memories/rows").asInt()).isEqualTo(3);
  }

  @Test
  void a_text_that_was_changed_is_found_and_not_told() {
    update("UPDATE agent_memories SET text = 'what it never knew' WHERE memory_id = ?");

    var report = verify();
    assertFound(report);
    assertThat(report.toString()).doesNotContain("never knew", "what it remembers");
    update("UPDATE agent_memories SET text = 'what it remembers' WHERE memory_id = ?");
    assertThat(verify().path("identical").asBoolean()).isTrue();
  }

  @Test
  void one_that_is_gone_and_one_that_no_event_tells_of_are_found() {
    update("UPDATE agent_memories SET superseded_by = memory_id WHERE memory_id = ?");
    assertFound(verify());
    update("DELETE FROM agent_memories WHERE memory_id = ?");
    assertFound(verify());
    Superuser.jdbc()
        .update(
            """
            INSERT INTO agent_memories (memory_id, agent_id, entity_id, created_at, recorded,
              text_sha256, metadata, text)
            VALUES (gen_random_uuid(), ?, ?, now(), true, sha256('x'), '{}', 'x')""",
            agent.id(),
            agent.entity());
    assertThat(verify().at("/tables/agent_memories/differing").asInt()).isEqualTo(2);
  }

  @Test
  void one_that_goes_before_it_expires_is_found() {
    Superuser.jdbc()
        .update(
            "DELETE FROM agent_memories WHERE agent_id = ? AND expires_at IS NOT NULL", agent.id());

    assertThat(verify().at("/tables/agent_memories/differing").asInt()).isOne();
  }

  private void assertFound(JsonNode report) {
    assertThat(report.path("identical").asBoolean()).isFalse();
    assertThat(report.path("drift")).hasSize(1);
    assertThat(report.at("/drift/0/table").asString()).isEqualTo("agent_memories");
    assertThat(report.at("/drift/0/key").asString()).isEqualTo(memory.toString());
  }

  private void update(String sql) {
    assertThat(Superuser.jdbc().update(sql, memory)).isOne();
  }

  private JsonNode verify() {
    var path = "/api/audit/verify?entity_id=" + agent.entity();
    var answer = api.asAuditor(agent.entity(), "POST", path, Map.of("scope", List.of("memories")));
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    return answer.body();
  }
}
