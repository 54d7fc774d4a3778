package com.geniinow.runtime.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Work over HTTP, for workers in any language. */
class WorkersAcceptanceTest {
  /** Which no worker of the runtime asks for. */
  private static final String TYPE = "acceptance.outside";

  private static final String OTHER = "acceptance.other";

  private final TestAgent agent = TestAgent.provision(Map.of());

  @BeforeAll
  static void registerTypes() {
    for (var type : List.of(TYPE, OTHER)) {
      var set = Caller.admin().put("/api/task-types/" + type, Map.of("max_tokens_default", 60));
      assertThat(set.status()).as("%s", set).isEqualTo(200);
    }
  }

  @Test
  void claimed_is_started_no_second_call() {
    var task = submit(agent, TYPE);

    var item = claim(agent, Map.of()).getFirst();

    assertThat(item.path("task").path("task_id").asString()).isEqualTo(task);
    assertThat(item.path("attempt").asInt()).isEqualTo(1);
    assertThat(item.path("lease_seconds").asInt()).isPositive();
    assertThat(item.path("reserved").path("tokens").asInt()).isEqualTo(60);
    assertThat(agent.token().get("/api/tasks/" + task).text("status")).isEqualTo("running");
    assertThat(report(agent, task, 1, "completed", Map.of("result", 7))).isEqualTo("200");
    assertThat(agent.awaitTask(task, "completed").body().path("result").asInt()).isEqualTo(7);
  }

  @Test
  void empty_after_wait_ms() {
    var began = System.nanoTime();

    assertThat(claim(agent, Map.of("wait_ms", 500))).isEmpty();

    assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(500_000_000L);
  }

  @Test
  void order_holds_among_the_types_asked_for_and_others_are_passed_over() {
    var first = submit(agent, OTHER);
    var second = submit(agent, TYPE);
    var third = submit(agent, OTHER);

    assertThat(ids(claim(agent, Map.of("types", List.of(TYPE))))).containsExactly(second);
    assertThat(ids(claim(agent, Map.of()))).containsExactly(first, third);
  }

  @Test
  void the_same_claim_key_from_the_same_caller_answers_the_same_items() {
    var first = submit(agent, TYPE);
    submit(agent, TYPE);
    var key = Map.of("claim_key", "k", "max", 1);

    assertThat(ids(claim(agent, key))).containsExactly(first);
    assertThat(ids(claim(agent, key))).containsExactly(first);
  }

  @Test
  void fair_over_agents_and_each_attempt_is_handed_out_once() throws Exception {
    var agents = new ArrayList<TestAgent>();
    var all = new ArrayList<String>();
    for (var n = 0; n < 4; n++) {
      agents.add(TestAgent.provision(Map.of()));
    }
    for (var n = 0; n < 3; n++) {
      agents.forEach(one -> all.add(submit(one, "acceptance.fair")));
    }
    var turn = workerClaims(4);
    assertThat(turn.stream().map(item -> item.path("task").path("agent_id").asString()))
        .containsExactlyInAnyOrderElementsOf(agents.stream().map(a -> a.id().toString()).toList());

    var claimed = new ArrayList<>(ids(turn));
    List<Callable<List<JsonNode>>> claims = new ArrayList<>();
    for (var n = 0; n < 8; n++) {
      claims.add(() -> workerClaims(2));
    }
    try (var threads = Executors.newFixedThreadPool(8)) {
      for (var answer : threads.invokeAll(claims)) {
        claimed.addAll(ids(answer.get()));
      }
    }
    assertThat(claimed).containsExactlyInAnyOrderElementsOf(all);
  }

  @Test
  void released_hands_back_without_counting_a_retry_holding_anew() {
    var task = submit(agent, TYPE);
    claim(agent, Map.of());

    assertThat(report(agent, task, 1, "released", Map.of())).isEqualTo("200");

    assertThat(agent.quota().body().path("monthly_tokens_reserved").asInt()).isEqualTo(60);
    var again = claim(agent, Map.of("wait_ms", 10_000)).getFirst();
    assertThat(again.path("attempt").asInt()).isEqualTo(2);
  }

  @Test
  void a_report_repeated_word_for_word_is_409_already_recorded() {
    var task = submit(agent, TYPE);
    claim(agent, Map.of());

    assertThat(report(agent, task, 1, "completed", Map.of())).isEqualTo("200");
    assertThat(report(agent, task, 1, "completed", Map.of())).isEqualTo("409 already_recorded");
    assertThat(report(agent, task, 1, "completed", Map.of("result", 1)))
        .isEqualTo("409 stale_attempt");
  }

  @Test
  void another_agents_task_is_404_and_an_unknown_heartbeat_is_told_to_stop() {
    var other = TestAgent.provision(Map.of());
    var task = submit(other, TYPE);
    claim(other, Map.of());

    assertThat(report(agent, task, 1, "completed", Map.of())).isEqualTo("404 not_found");
    var beat = Map.of("items", List.of(Map.of("task_id", UUID.randomUUID(), "attempt", 1)));
    var answer = agent.token().post("/api/agents/" + agent.id() + "/heartbeats", beat);
    assertThat(answer.body().path("items").get(0).path("action").asString()).isEqualTo("stop");
    assertThat(answer.body().path("items").get(0).path("reason").asString())
        .isEqualTo("stale_attempt");
  }

  @Test
  void the_runtimes_own_worker_leaves_other_types_to_others() {
    var outside = submit(agent, TYPE);
    var own = agent.submit(Map.of("type", "simulate", "payload", Map.of("tokens", 1)));

    agent.awaitTask(own.text("task_id"), "completed");

    assertThat(agent.token().get("/api/tasks/" + outside).text("status")).isEqualTo("queued");
  }

  @Test
  void openai_chat_webhook_and_simulate_are_409_and_an_unregistered_type_is_400() {
    for (var type : List.of("openai.chat", "webhook", "simulate")) {
      assertThat(Caller.admin().put("/api/task-types/" + type, Map.of()).status()).isEqualTo(409);
    }
    assertThat(agent.submit(Map.of("type", "acceptance.unknown")).status()).isEqualTo(400);
    await().until(() -> agent.token().get("/api/task-types").body().toString().contains(TYPE));
  }

  private static List<JsonNode> workerClaims(int max) {
    var body =
        Map.of("worker_id", "w", "max", max, "wait_ms", 0, "types", List.of("acceptance.fair"));
    return items(Caller.worker().post("/internal/claims", body));
  }

  private static String submit(TestAgent agent, String type) {
    if (type.equals("acceptance.fair")) {
      Caller.admin().put("/api/task-types/" + type, Map.of());
    }
    var answer = agent.submit(Map.of("type", type));
    assertThat(answer.status()).as("%s", answer).isEqualTo(202);
    return answer.text("task_id");
  }

  private static List<JsonNode> claim(TestAgent agent, Map<String, ?> more) {
    Map<String, Object> body = new HashMap<>(Map.of("worker_id", "w", "max", 10, "wait_ms", 0));
    body.putAll(more);
    return items(agent.token().post("/api/agents/" + agent.id() + "/claims", body));
  }

  private static List<JsonNode> items(Answer answer) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    return answer.body().path("items").valueStream().toList();
  }

  private static List<String> ids(List<JsonNode> items) {
    return items.stream().map(item -> item.path("task").path("task_id").asString()).toList();
  }

  private static String report(
      TestAgent agent, String task, int attempt, String outcome, Map<String, ?> more) {
    Map<String, Object> item = new HashMap<>(more);
    item.put("task_id", task);
    item.put("attempt", attempt);
    item.put("outcome", outcome);
    var answer =
        agent
            .token()
            .post("/api/agents/" + agent.id() + "/results", Map.of("items", List.of(item)));
    var recorded = items(answer).getFirst();
    return (recorded.path("status").asInt() + " " + recorded.path("reason").asString("")).strip();
  }
}
