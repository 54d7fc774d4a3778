package com.geniinow.runtime.command.memory;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.background.RecurringJob;
import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.line.Now;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What an agent keeps, counted where many are kept without anybody waiting for it. */
@RuntimeTest
class MemoryCountTest {
  /** More than are counted in the agent's line, of ten bytes each. */
  private static final int MANY = 5_100;

  @LocalServerPort int port;
  @Autowired List<RecurringJob> jobs;
  @Autowired MemoryCountTable table;
  @Autowired AgentLine line;
  @Autowired Now now;
  private MemoryAgent agent;

  @BeforeEach
  void anAgentWithManyMemories() {
    agent = MemoryAgent.provision(new Api(port), Map.of("storage_limit_bytes", 40_000));
    agent.embedded("the first");
    Superuser.jdbc()
        .update(
            """
            INSERT INTO agent_memories (memory_id, agent_id, entity_id, created_at, recorded,
              worded, text_sha256, metadata, text)
            SELECT gen_random_uuid(), agent_id, entity_id, created_at + n * interval '1 us', true,
              'simple', sha256('x'), '{}', '12345678'
            FROM agent_memories, generate_series(1, ?) n WHERE agent_id = ?\
            """,
            MANY,
            agent.id());
  }

  @AfterEach
  void forget() {
    agent.forget();
  }

  @Test
  void memories_of_before_are_counted_by_a_job_and_no_request_waits_for_that() {
    // As after an upgrade, and as the job has it meanwhile.
    agent.embedded("what was stored since");
    var more = table.difference(agent.id(), now.get());
    agent.embedded("at the same time");
    assertThat(kept()).isEqualTo(3);
    line.send(new TendMemories.Count(agent.id(), more.memories(), more.bytes(), now.get()));
    assertThat(kept()).as("it was counted before").isEqualTo(3);

    uncount();
    line.send(new TendMemories.Count(agent.id(), more.memories(), more.bytes(), now.get()));

    assertThat(kept()).isEqualTo(MANY + 3).isEqualTo(there("count(*)"));
    assertThat(bytes()).isEqualTo(there("sum(octet_length(text) + octet_length(metadata::text))"));
    assertThat(agent.embed(Map.of("text", "one too many")).status()).isEqualTo(429);
  }

  @Test
  void a_full_agent_has_room_again_once_a_job_has_found_what_expired() {
    uncount();
    run();
    assertThat(agent.embed(Map.of("text", "one too many")).status()).isEqualTo(429);
    Superuser.jdbc()
        .update("DELETE FROM agent_memories WHERE agent_id = ? AND text = '12345678'", agent.id());
    assertThat(agent.embed(Map.of("text", "within the minute")).status()).isEqualTo(429);
    run();
    assertThat(kept()).isEqualTo(MANY + 1);

    Superuser.jdbc()
        .update(
            "UPDATE agent_memory_models SET counted_at = counted_at - interval '2 min'"
                + " WHERE agent_id = ?",
            agent.id());
    assertThat(agent.embed(Map.of("text", "asks for it")).status()).isEqualTo(429);
    run();

    assertThat(kept()).isEqualTo(1);
    assertThat(agent.embed(Map.of("text", "finds room")).status()).isEqualTo(201);
  }

  private void uncount() {
    Superuser.jdbc()
        .update("UPDATE agent_memory_models SET counted_at = NULL WHERE agent_id = ?", agent.id());
  }

  private void run() {
    jobs.stream().filter(job -> job.name().equals("memory-counter")).forEach(RecurringJob::run);
  }

  private long kept() {
    return Superuser.count("SELECT kept FROM agent_memory_models WHERE agent_id = ?", agent.id());
  }

  private long bytes() {
    return Superuser.count("SELECT bytes FROM agent_memory_models WHERE agent_id = ?", agent.id());
  }

  private long there(String what) {
    return Superuser.count(
        "SELECT %s FROM agent_memories WHERE agent_id = ?".formatted(what), agent.id());
  }
}
