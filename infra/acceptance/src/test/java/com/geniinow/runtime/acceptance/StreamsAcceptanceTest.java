package com.geniinow.runtime.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.platform.security.JwtMinter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Streams of events, as the contract has them. */
class StreamsAcceptanceTest {
  @Test
  void an_agent_hears_what_becomes_of_its_tasks_and_files_and_never_a_payload_or_result()
      throws Exception {
    var agent = TestAgent.provision(Map.of());
    var path = "/api/agents/" + agent.id() + "/stream";
    try (var stream = OpenedStream.of(agent.token(), path)) {
      var task =
          agent
              .submit(
                  Map.of(
                      "type", "simulate",
                      "payload", Map.of("result", "a-result-of-its-own", "fail_attempts", 1),
                      "retry", Map.of("max_retries", 1, "base_seconds", 0.1)))
              .text("task_id");
      agent.awaitTask(task, "completed");
      agent.token().upload(agent.id(), "a.txt", "hello".getBytes(StandardCharsets.UTF_8));

      stream.awaitNames(
          "task.submitted",
          "task.started",
          "task.retrying",
          "task.started",
          "task.completed",
          "file.stored");
      assertThat(stream.events())
          .allSatisfy(
              event -> {
                assertThat(event.data().propertyNames())
                    .containsExactly("event_id", "type", "agent_id", "task_id", "at", "status");
                assertThat(event.text("type")).isEqualTo(event.name());
                assertThat(event.text("agent_id")).isEqualTo(agent.id().toString());
                assertThat(event.data().toString()).doesNotContain("a-result-of-its-own");
              });
      assertThat(stream.events().get(4).text("status")).isEqualTo("completed");
    }
  }

  @Test
  void from_the_last_event_id_it_goes_on_without_a_gap() throws Exception {
    var agent = TestAgent.provision(Map.of());
    var path = "/api/agents/" + agent.id() + "/stream";
    String last;
    try (var stream = OpenedStream.of(agent.token(), path)) {
      agent.submit(later());
      stream.awaitNames("task.scheduled");
      last = stream.events().getFirst().id();
    }
    var missed = agent.submit(later()).text("task_id");
    agent.token().post("/api/tasks/" + missed + "/cancel", Map.of());
    try (var stream = OpenedStream.after(agent.token(), path, last)) {
      stream.awaitNames("task.scheduled", "task.cancelled");
      agent.submit(later());
      stream.awaitNames("task.scheduled", "task.cancelled", "task.scheduled");
    }
  }

  @Test
  void a_founder_hears_its_entity_an_administrator_all_and_an_agent_no_other() throws Exception {
    var agent = TestAgent.provision(Map.of());
    var other = TestAgent.provision(Map.of());
    try (var founders = OpenedStream.of(Caller.founder(agent.entityId()), "/api/stream");
        var admins = OpenedStream.of(Caller.admin(), "/api/stream?entity_id=" + agent.entityId())) {
      other.submit(later());
      agent.submit(later());
      founders.awaitNames("task.scheduled");
      admins.awaitNames("task.scheduled");
    }
    assertThat(agent.token().get("/api/agents/" + other.id() + "/stream").status()).isEqualTo(403);
    assertThat(Caller.admin().get("/api/agents/" + UUID.randomUUID() + "/stream").status())
        .isEqualTo(404);
    assertThat(agent.token().get("/api/stream").status()).isEqualTo(403);
  }

  @Test
  void comments_come_every_15_seconds() throws Exception {
    var agent = TestAgent.provision(Map.of());
    try (var stream = OpenedStream.of(agent.token(), "/api/agents/" + agent.id() + "/stream")) {
      await()
          .atMost(Duration.ofSeconds(25))
          .until(() -> stream.comments().stream().anyMatch(": keep-alive"::equals));
    }
  }

  @Test
  void it_ends_with_the_token_and_with_the_key() throws Exception {
    var agent = TestAgent.provision(Map.of());
    var path = "/api/agents/" + agent.id() + "/stream";
    var minter = new JwtMinter(RunningSystem.JWT_SECRET, InstantSource.system());
    var brief = new Caller(minter.agent(agent.id(), Duration.ofSeconds(3)), null);
    try (var stream = OpenedStream.of(brief, path)) {
      stream.awaitEnd();
    }
    var key =
        Caller.admin().post("/api/agents/" + agent.id() + "/keys", Map.of("name", "of a stream"));
    try (var stream = OpenedStream.of(new Caller(key.text("key"), null), path)) {
      Caller.admin().delete("/api/agents/" + agent.id() + "/keys/" + key.text("key_id"));
      stream.awaitEnd();
    }
  }

  private static Map<String, ?> later() {
    return Map.of("type", "simulate", "delay_seconds", 900);
  }
}
