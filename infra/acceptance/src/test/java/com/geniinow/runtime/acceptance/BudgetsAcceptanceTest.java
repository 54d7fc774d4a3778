package com.geniinow.runtime.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What agents may use together, and the brake for the night. */
class BudgetsAcceptanceTest {
  private static final Caller ADMIN = Caller.admin();

  @Test
  void agents_of_one_entity_never_use_more_together_than_its_budget() {
    var entity = UUID.randomUUID();
    var one = of(entity);
    var other = of(entity);
    var budget = "/api/budgets/entities/" + entity;
    assertThat(ADMIN.put(budget, Map.of("monthly_token_limit", 100)).status()).isEqualTo(200);

    // Long enough to hold its tokens until the other has asked: it would give most of them back.
    assertThat(one.submit(simulate(10_000, 60)).status()).isEqualTo(202);
    var refused = other.submit(simulate(1, 41));

    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.text("reason")).isEqualTo("quota_exceeded");
    assertThat(refused.text("level")).isEqualTo("entity");
    assertThat(refused.text("window")).isEqualTo("month");
    assertThat(other.submit(simulate(1, 40)).status()).isEqualTo(202);
  }

  @Test
  void one_act_stops_an_entity_s_work_and_its_release_lets_each_task_complete() {
    var entity = UUID.randomUUID();
    var agents = List.of(of(entity), of(entity));
    var tasks =
        IntStream.range(0, 6)
            .mapToObj(n -> agents.get(n % 2).submit(simulate(4_000, 10)).text("task_id"))
            .toList();
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> agents.stream().anyMatch(agent -> running(agent) > 0));

    var brake =
        ADMIN.post(
            "/api/brakes", Map.of("scope", "entity", "id", entity, "reason", "a runaway at night"));

    assertThat(brake.status()).isEqualTo(200);
    assertThat(brake.body().path("running")).isNotEmpty();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> agents.stream().allMatch(agent -> running(agent) == 0));
    var refused = agents.getFirst().submit(simulate(1, 10));
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.text("reason")).isEqualTo("braked");

    var released = ADMIN.delete("/api/brakes/" + brake.text("brake_id") + "?reason=over");
    assertThat(released.status()).isEqualTo(200);
    for (var n = 0; n < tasks.size(); n++) {
      agents.get(n % 2).awaitTask(tasks.get(n), "completed");
    }
    await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () ->
                agents.stream()
                    .allMatch(
                        agent ->
                            agent.quota().body().path("monthly_tokens_reserved").asLong() == 0));
  }

  private static long running(TestAgent agent) {
    return agent
        .token()
        .get("/api/agents/" + agent.id() + "/tasks?status=running")
        .body()
        .path("items")
        .size();
  }

  private static TestAgent of(UUID entity) {
    var body = new HashMap<String, Object>(Map.of("name", "shares", "entity_id", entity));
    var answer = ADMIN.post("/api/agents/provision", body);
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(201);
    var id = answer.id("agent_id");
    return new TestAgent(id, entity, Caller.agent(id));
  }

  private static Map<String, Object> simulate(int millis, int tokens) {
    return Map.of(
        "type",
        "simulate",
        "estimated_tokens",
        tokens,
        "payload",
        Map.of("duration_ms", millis, "tokens", 5));
  }
}
