package com.geniinow.runtime.acceptance;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tasks for later, tasks in order, tasks that expire, and tasks that a person must let run. */
class PlannedTasksAcceptanceTest {
  private static final Map<String, Object> QUICK = Map.of("type", "simulate");

  @BeforeAll
  static void listenToSlack() {
    RunningSystem.get().slack().stubFor(any(anyUrl()).willReturn(okJson("{\"ok\":true}")));
  }

  @Test
  void a_task_for_later_runs_at_its_time_and_not_before() {
    var agent = TestAgent.provision(Map.of("monthly_token_limit", 100));
    var runAt = Instant.now().plusSeconds(3);
    var answer = agent.submit(with("run_at", runAt.toString(), "estimated_tokens", 60));
    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.text("status")).isEqualTo("scheduled");
    assertThat(agent.quota().body().path("monthly_tokens_reserved").asLong()).isZero();

    var done = agent.awaitTask(answer.text("task_id"), "completed");
    assertThat(Instant.parse(done.text("started_at"))).isAfterOrEqualTo(runAt);
  }

  @Test
  void a_task_for_later_that_the_quota_refuses_then_is_dead_lettered_and_can_be_redriven() {
    var agent = TestAgent.provision(Map.of("monthly_token_limit", 10));
    var task = agent.submit(with("delay_seconds", 1, "estimated_tokens", 60)).text("task_id");
    var dead = agent.awaitTask(task, "dead_lettered");
    assertThat(dead.text("failure_reason")).isEqualTo("quota_exceeded");
    assertThat(dead.body().path("attempts").asInt()).isZero();

    Caller.admin()
        .put("/api/agents/" + agent.id() + "/quota", Map.of("monthly_token_limit", 1_000));
    assertThat(Caller.admin().post("/api/tasks/" + task + "/redrive", Map.of()).status())
        .isEqualTo(202);
    agent.awaitTask(task, "completed");
  }

  @Test
  void a_suspended_agent_s_task_for_later_waits_and_can_be_cancelled() {
    var agent = TestAgent.provision(Map.of());
    var task = agent.submit(with("delay_seconds", 1)).text("task_id");
    var other = agent.submit(with("delay_seconds", 900)).text("task_id");
    change(agent, "suspend");
    await()
        .pollDelay(Duration.ofSeconds(3))
        .untilAsserted(
            () ->
                assertThat(agent.token().get("/api/tasks/" + task).text("status"))
                    .isEqualTo("scheduled"));
    change(agent, "resume");
    agent.awaitTask(task, "completed");
    assertThat(agent.token().post("/api/tasks/" + other + "/cancel", Map.of()).text("status"))
        .isEqualTo("cancelled");
  }

  @Test
  void a_task_that_waited_too_long_expires_for_good_and_gives_its_hold_back() {
    var agent =
        TestAgent.provision(
            Map.of("monthly_token_limit", 100, "metadata", Map.of("concurrency", 1)));
    var slow = with("payload", Map.of("duration_ms", 6_000));
    var runs = agent.submit(slow).text("task_id");
    agent.awaitTask(runs, "running");
    var late = agent.submit(with("expires_in_seconds", 1, "estimated_tokens", 60));
    var expired = agent.awaitTask(late.text("task_id"), "expired");
    assertThat(expired.body().path("attempts").asInt()).isZero();
    assertThat(agent.quota().body().path("monthly_tokens_reserved").asLong()).isZero();
    assertThat(
            Caller.admin()
                .post("/api/tasks/" + late.text("task_id") + "/redrive", Map.of())
                .status())
        .isEqualTo(409);
  }

  @Test
  void of_tasks_that_wait_the_most_urgent_one_runs_first() {
    var agent = TestAgent.provision(Map.of("metadata", Map.of("concurrency", 1)));
    var slow = agent.submit(with("payload", Map.of("duration_ms", 4_000))).text("task_id");
    agent.awaitTask(slow, "running");
    List<String> tasks = new ArrayList<>();
    for (var priority : new int[] {5, 3, 1}) {
      tasks.add(agent.submit(with("priority", priority)).text("task_id"));
    }
    var started =
        tasks.reversed().stream()
            .map(task -> Instant.parse(agent.awaitTask(task, "completed").text("started_at")))
            .toList();
    assertThat(started).isSorted();
  }

  @Test
  void a_task_has_retries_of_its_own() {
    var agent = TestAgent.provision(Map.of());
    var never =
        agent.submit(
            with(
                "retry", Map.of("max_retries", 0),
                "payload", Map.of("fail_attempts", 1)));
    var dead = agent.awaitTask(never.text("task_id"), "dead_lettered");
    assertThat(dead.body().path("attempts").asInt()).isEqualTo(1);
    assertThat(dead.text("failure_reason")).isEqualTo("retries_exhausted");

    var often =
        agent.submit(
            with(
                "retry",
                Map.of("max_retries", 6, "base_seconds", 0.1, "max_seconds", 0.2),
                "payload",
                Map.of("fail_attempts", 6)));
    var done = agent.awaitTask(often.text("task_id"), "completed");
    assertThat(done.body().path("attempts").asInt()).isEqualTo(7);
  }

  @Test
  void a_founder_lets_a_task_run_once_after_having_looked_at_its_payload() throws Exception {
    var agent = TestAgent.provision(Map.of("monthly_token_limit", 100));
    var task = awaiting(agent, Map.of("estimated_tokens", 60));
    assertThat(agent.quota().body().path("monthly_tokens_reserved").asLong()).isEqualTo(60);
    await().until(() -> messagesAbout(task) == 1);

    var founder = Caller.founder(agent.entityId());
    var approve = "/api/tasks/" + task + "/approve";
    var changed = founder.post(approve, Map.of("payload_sha256", sha256("{\"a\":2}")));
    assertThat(changed.status()).isEqualTo(409);
    assertThat(changed.text("reason")).isEqualTo("payload_mismatch");
    var good = Map.of("payload_sha256", sha256("{\"a\":1.5,\"b\":\"ü\"}"));
    assertThat(agent.token().post(approve, good).status()).isEqualTo(403);
    assertThat(Caller.founder(java.util.UUID.randomUUID()).post(approve, good).status())
        .isIn(403, 404);

    assertThat(founder.post(approve, good).status()).isEqualTo(200);
    var replayed = founder.post(approve, good);
    assertThat(replayed.status()).isEqualTo(409);
    assertThat(replayed.text("reason")).isEqualTo("conflict");
    var done = agent.awaitTask(task, "completed");
    assertThat(done.body().path("approval").path("decided_by").asString()).isEqualTo("founder");
  }

  @Test
  void a_denied_task_and_one_that_nobody_decides_about_end_and_give_their_holds_back()
      throws Exception {
    var agent = TestAgent.provision(Map.of("monthly_token_limit", 200));
    var denied = awaiting(agent, Map.of("estimated_tokens", 60));
    var late = awaiting(agent, Map.of("estimated_tokens", 60, "approval_expires_in_seconds", 1));
    var body = Map.of("payload_sha256", sha256("{\"a\":1.5,\"b\":\"ü\"}"), "reason", "no");
    var founder = Caller.founder(agent.entityId());
    assertThat(founder.post("/api/tasks/" + denied + "/deny", body).text("status"))
        .isEqualTo("denied");
    agent.awaitTask(late, "denied");
    assertThat(founder.post("/api/tasks/" + late + "/approve", body).text("reason"))
        .isEqualTo("conflict");
    assertThat(agent.quota().body().path("monthly_tokens_reserved").asLong()).isZero();
  }

  @Test
  void an_agent_s_dear_tasks_must_be_approved() {
    var agent = TestAgent.provision(Map.of("metadata", Map.of("approval_over_usd", 0.001)));
    assertThat(agent.submit(QUICK).text("status")).isEqualTo("queued");
    var dear = agent.submit(with("model", "gpt-4o", "estimated_tokens", 10_000));
    assertThat(dear.text("status")).isEqualTo("awaiting_approval");
    var task = dear.text("task_id");
    assertThat(agent.token().post("/api/tasks/" + task + "/cancel", Map.of()).text("status"))
        .isEqualTo("cancelled");
  }

  private static String awaiting(TestAgent agent, Map<String, ?> more) {
    var body = new HashMap<String, Object>(QUICK);
    body.putAll(more);
    body.put("approval", "required");
    body.put("payload", Map.of("b", "ü", "a", 1.50));
    var answer = agent.submit(body);
    assertThat(answer.text("status")).as("%s", answer).isEqualTo("awaiting_approval");
    return answer.text("task_id");
  }

  private static Map<String, Object> with(Object... more) {
    var body = new HashMap<String, Object>(QUICK);
    for (var n = 0; n < more.length; n += 2) {
      body.put(more[n].toString(), more[n + 1]);
    }
    return body;
  }

  private static void change(TestAgent agent, String how) {
    var path = "/api/agents/" + agent.id() + "/" + how;
    assertThat(Caller.admin().post(path, Map.of("reason", "test")).status()).isEqualTo(200);
  }

  private static String sha256(String text) throws Exception {
    var sha256 = MessageDigest.getInstance("SHA-256");
    return HexFormat.of().formatHex(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static long messagesAbout(String task) {
    return RunningSystem.get()
        .slack()
        .findAll(postRequestedFor(urlEqualTo("/api/chat.postMessage")))
        .stream()
        .filter(request -> request.getBodyAsString().contains(task))
        .count();
  }
}
