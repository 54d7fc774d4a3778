package com.geniinow.runtime.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What the console reads: figures of agents, use over time, alerts, brakes, ledgers by type. */
class ConsoleReadsAcceptanceTest {
  private static final Caller ADMIN = Caller.admin();

  private final TestAgent agent = TestAgent.provision(Map.of("monthly_token_limit", 1_000));
  private final Caller founder = Caller.founder(agent.entityId());

  @Test
  void use_over_time_adds_up_to_what_the_quota_says_and_each_sees_its_own() {
    for (var tokens : List.of(30, 12)) {
      agent.awaitTask(submit(Map.of("tokens", tokens), tokens), "completed");
    }

    var hours = founder.get("/api/usage?bucket=hour&agent_id=" + agent.id()).body();
    assertThat(sum(hours.path("items"), "tokens")).isEqualTo(42);
    assertThat(hours.path("totals").get(0).path("uses").asLong()).isEqualTo(2);
    var days = ADMIN.get("/api/usage?by=agent&entity_id=" + agent.entityId()).body();
    assertThat(days.path("totals").get(0).path("agent_id").asString())
        .isEqualTo(agent.id().toString());
    assertThat(sum(days.path("totals"), "tokens")).isEqualTo(42);

    assertThat(Caller.founder(UUID.randomUUID()).get("/api/usage").body().path("items")).isEmpty();
    assertThat(Caller.founder(UUID.randomUUID()).get("/api/usage?agent_id=" + agent.id()).status())
        .isEqualTo(403);
    assertThat(agent.token().get("/api/usage").status()).isEqualTo(403);
    var tooMuch =
        founder.get("/api/usage?bucket=hour&from=2026-01-01T00:00:00Z&to=2026-03-01T00:00:00Z");
    assertThat(tooMuch.status()).isEqualTo(400);
    assertThat(tooMuch.body().path("errors").get(0).path("field").asString()).isEqualTo("from");
  }

  @Test
  void an_agent_is_shown_with_what_it_does_and_spends_and_whether_it_is_braked() {
    var dead = submit(Map.of("fail_attempts", 9, "retryable", false), 5);
    agent.awaitTask(dead, "dead_lettered");
    agent.awaitTask(submit(Map.of("tokens", 7), 7), "completed");
    var brake =
        ADMIN.post("/api/brakes", Map.of("scope", "agent", "id", agent.id(), "reason", "odd"));

    var shown =
        founder.get("/api/agents?entity_id=" + agent.entityId()).body().path("items").get(0);
    assertThat(shown.path("dead_lettered").asLong()).isEqualTo(1);
    assertThat(shown.path("tokens_today").asLong()).isGreaterThanOrEqualTo(7);
    assertThat(shown.path("month").path("monthly_token_limit").asLong()).isEqualTo(1_000);
    assertThat(shown.path("braked").asBoolean()).isTrue();
    assertThat(founder.get("/api/brakes").body().path("items").get(0).path("reason").asString())
        .isEqualTo("odd");
    assertThat(agent.token().get("/api/agents/" + agent.id()).body().path("braked").asBoolean())
        .isTrue();
    ADMIN.delete("/api/brakes/" + brake.text("brake_id") + "?reason=over");
  }

  @Test
  void a_founder_reads_the_alerts_of_its_agents_and_a_ledger_s_entries_of_one_type() {
    var dead = submit(Map.of("fail_attempts", 9, "retryable", false), 5);
    agent.awaitTask(dead, "dead_lettered");

    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> !founder.get("/api/alerts").body().path("items").isEmpty());
    assertThat(founder.get("/api/alerts").body().path("items").get(0).path("agent_id").asString())
        .isEqualTo(agent.id().toString());
    assertThat(Caller.founder(UUID.randomUUID()).get("/api/alerts").body().path("items")).isEmpty();
    assertThat(founder.get("/api/alerts?entity_id=" + UUID.randomUUID()).status()).isEqualTo(403);

    var entries =
        founder
            .get("/api/agents/" + agent.id() + "/ledger?type=task_dead_lettered&order=desc")
            .body()
            .path("items");
    assertThat(entries).hasSize(1);
    assertThat(entries.get(0).path("details").path("task_id").asString()).isEqualTo(dead);
  }

  private static long sum(JsonNode items, String field) {
    return items.valueStream().mapToLong(item -> item.path(field).asLong()).sum();
  }

  private String submit(Map<String, ?> payload, int tokens) {
    var answer =
        agent.submit(Map.of("type", "simulate", "estimated_tokens", tokens, "payload", payload));
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(202);
    return answer.text("task_id");
  }
}
