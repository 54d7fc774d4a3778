package com.geniinow.runtime.command.gateway;

import static com.geniinow.runtime.command.gateway.GatewayAgent.chat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Api.Answer;
import com.geniinow.runtime.command.Replayed;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.TestClock;
import com.geniinow.runtime.command.testing.StubAnswers;
import com.geniinow.runtime.command.testing.StubProvider;
import com.geniinow.runtime.command.testing.TaskClient;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Who spends more within 60 s than it may is suspended with the settlement that passes it. */
@RuntimeTest
class CostRateTest {
  private static final String LIMIT = "max_cost_per_minute_usd";
  private static final String EMBEDDING = "/api/prices?model=all-minilm-l6-v2-q";
  private static final Instant NOON = Instant.parse("2025-03-15T12:00:00Z");

  @LocalServerPort int port;
  @Autowired TaskClient tasks;
  @Autowired TestClock clock;

  /** Has a price since noon. */
  private String model;

  @BeforeEach
  void itIsNoon() {
    clock.set(NOON);
    model = GatewayAgent.provision(port, Map.of()).model();
  }

  @AfterEach
  void letGo() {
    clock.letGo();
  }

  @Test
  void the_task_that_passes_it_suspends_the_agent_and_says_so() {
    var agent = agent(0.0025);
    pay(agent);
    pay(agent);
    assertThat(status(agent)).isEqualTo("active");

    pay(agent);

    assertThat(status(agent)).isEqualTo("suspended");
    assertThat(tasks.trySubmit(agent, Map.of()).text("reason")).isEqualTo("agent_not_active");
    assertThat(ledger(agent, "agent_suspended"))
        .singleElement()
        .asString()
        .contains("\"by\":\"runtime\"", LIMIT, "0.003 USD", "0.0025");
    assertThat(ledger(agent, "cost_rate_passed"))
        .singleElement()
        .asString()
        .contains("\"cost_usd\":\"0.003\"", "\"limit_usd\":\"0.0025\"");
    Replayed.assertEntityEqualsReplay(agent, tasks.api);
  }

  @Test
  void what_was_settled_more_than_a_minute_ago_counts_no_more() {
    var agent = agent(0.0015);
    pay(agent);
    clock.set(NOON.plusSeconds(61));
    pay(agent);
    assertThat(status(agent)).isEqualTo("active");

    clock.set(NOON.plusSeconds(120));
    pay(agent);
    assertThat(status(agent)).isEqualTo("suspended");
  }

  @Test
  void who_is_resumed_begins_anew() {
    var agent = agent(0.0015);
    var late = started(agent);
    pay(agent);
    pay(agent);
    assertThat(status(agent)).isEqualTo("suspended");
    report(late, "complete");

    assertThat(tasks.change(agent, "resume").status()).isEqualTo(200);
    pay(agent);
    assertThat(status(agent)).isEqualTo("active");
    pay(agent);
    assertThat(status(agent)).as("0.002 since it was resumed").isEqualTo("suspended");
    assertThat(ledger(agent, "cost_rate_passed")).hasSize(2);
    Replayed.assertEntityEqualsReplay(agent, tasks.api);
  }

  @Test
  void what_was_settled_before_an_admin_s_own_suspension_counts_no_more_either() {
    var agent = agent(0.0015);
    pay(agent);
    tasks.change(agent, "suspend");
    tasks.change(agent, "resume");
    pay(agent);

    assertThat(status(agent)).isEqualTo("active");
  }

  @Test
  void an_attempt_that_fails_or_is_lost_counts_as_what_it_is_charged() {
    var failing = agent(0.0005);
    var task = started(failing);
    report(task, "fail");
    assertThat(status(failing)).isEqualTo("suspended");

    var losing = agent(0.0005);
    var lost = started(losing);
    Superuser.jdbc()
        .update("UPDATE task_leases SET expires_at = clock_timestamp() WHERE task_id = ?", lost);
    tasks.run("lease-sweep");
    assertThat(status(losing)).isEqualTo("suspended");
  }

  @Test
  void a_call_that_passes_it_is_answered_and_the_calls_that_run_are_cut() throws Exception {
    var own = GatewayAgent.provision(port, limits(0.00001));
    var model = own.model();
    var slow = own.model();
    StubProvider.SHARED.on(
        slow,
        (seen, wire) -> {
          wire.stream().data(StubAnswers.chunk(slow, "a"));
          wire.isLeft();
        });
    try (var stream = new SseClient(own, "/v1/chat/completions", chat(slow, ",\"stream\":true"))) {
      stream.nextData();

      assertThat(call(own, model).statusCode()).isEqualTo(200);

      assertThat(status(own.id())).isEqualTo("suspended");
      assertThat(String.join("\n", stream.rest())).contains("agent_not_active");
    }
    assertThat(call(own, model).statusCode()).isEqualTo(403);
    await()
        .atMost(TaskClient.SOON)
        .until(() -> own.quota().path("monthly_cost_reserved_usd").decimalValue().signum() == 0);
    assertThat(ledger(own.id(), "agent_suspended")).hasSize(1);
    assertThat(ledger(own.id(), "cost_rate_passed")).hasSize(1);
  }

  @Test
  void an_embedding_counts() {
    clock.letGo(); // Its model has its price since the start.
    var agent = agent(0);
    var before = tasks.api.asAdmin("GET", EMBEDDING, null).body().at("/items/0/input_usd_per_mtok");
    price(1);
    try {
      var embed = "/api/agents/" + agent + "/memory/embed";
      var answer = tasks.api.asAgent(agent, "POST", embed, Map.of("text", "hello"));
      assertThat(answer.status()).as("%s", answer).isEqualTo(201);
    } finally {
      price(before.doubleValue());
    }
    assertThat(status(agent)).isEqualTo("suspended");
  }

  private void price(double usd) {
    var answer =
        tasks.api.asAdmin(
            "PUT",
            EMBEDDING.replace("?model=", "/"),
            Map.of("input_usd_per_mtok", usd, "reason", "a test"));
    assertThat(answer.status()).as("%s", answer).isLessThan(300);
  }

  @Test
  void a_correction_suspends_nobody() {
    var agent = agent(0.0005);
    var answer =
        tasks.api.asAdmin(
            "POST",
            "/api/agents/" + agent + "/quota/corrections",
            Map.of("cost_usd", 5, "reason", "by hand"));

    assertThat(answer.status()).as("%s", answer).isLessThan(300);
    assertThat(status(agent)).isEqualTo("active");
  }

  @Test
  void it_is_shown_set_left_and_taken_away() {
    var agent = tasks.agent();
    assertThat(quota(agent).body().path(LIMIT).isNull()).isTrue();

    assertThat(change(agent, Map.of(LIMIT, 1.5)).body().path(LIMIT).decimalValue())
        .isEqualByComparingTo("1.5");
    change(agent, Map.of("monthly_cost_limit_usd", 7));
    assertThat(quota(agent).body().path(LIMIT).decimalValue()).isEqualByComparingTo("1.5");
    assertThat(ledger(agent, "quota_changed")).first().asString().contains(LIMIT);

    var none = new HashMap<String, @Nullable Object>();
    none.put(LIMIT, null);
    assertThat(change(agent, none).body().path(LIMIT).isNull()).isTrue();
    assertThat(ledger(agent, "quota_changed")).last().asString().doesNotContain(LIMIT);
    assertThat(change(agent, Map.of(LIMIT, -1)).status()).isEqualTo(400);
    Replayed.assertEntityEqualsReplay(agent, tasks.api);
  }

  @Test
  void an_agent_may_have_it_from_its_first_moment() {
    assertThat(quota(agent(0.5)).body().path(LIMIT).decimalValue()).isEqualByComparingTo("0.5");

    var imported = UUID.randomUUID();
    var line =
        "{\"agent_id\":\"%s\",\"entity_id\":\"%s\",\"name\":\"old\",\"%s\":2.5}"
            .formatted(imported, UUID.randomUUID(), LIMIT);
    tasks.api.asAdmin("POST", "/api/agents/import", "application/x-ndjson", line.getBytes(UTF_8));
    assertThat(quota(imported).body().path(LIMIT).decimalValue()).isEqualByComparingTo("2.5");
  }

  private UUID agent(double perMinute) {
    return tasks.api.provision(limits(perMinute));
  }

  private static Map<String, Object> limits(double perMinute) {
    return Map.of("monthly_token_limit", 1_000_000, LIMIT, perMinute);
  }

  private UUID started(UUID agent) {
    var more = Map.of("model", model, "estimated_tokens", 500);
    var answer = tasks.trySubmit(agent, more);
    assertThat(answer.status()).as("%s", answer).isEqualTo(202);
    var task = UUID.fromString(answer.text("task_id"));
    tasks.start(task);
    return task;
  }

  /** A task that is charged 0.001 USD. */
  private void pay(UUID agent) {
    report(started(agent), "complete");
  }

  /** 500 tokens at 2 USD a million. */
  private void report(UUID task, String how) {
    var usage = Map.of("model", model, "input_tokens", 0, "output_tokens", 500);
    var body =
        how.equals("complete")
            ? Map.of("usage", usage)
            : Map.of("error", "boom", "retryable", true, "usage", usage);
    var path = "/internal/tasks/" + task + "/attempts/1/" + how;
    assertThat(tasks.api.asWorker("POST", path, body).status()).isEqualTo(200);
  }

  private String status(UUID agent) {
    return tasks.api.asAdmin("GET", "/api/agents/" + agent, null).text("status");
  }

  private Answer quota(UUID agent) {
    return tasks.api.asAdmin("GET", "/api/agents/" + agent + "/quota", null);
  }

  private Answer change(UUID agent, Map<String, ?> body) {
    return tasks.api.asAdmin("PUT", "/api/agents/" + agent + "/quota", body);
  }

  private List<String> ledger(UUID agent, String type) {
    return Superuser.jdbc()
        .queryForList(
            "SELECT details FROM ledger_entries WHERE agent_id = ? AND type = ? ORDER BY sequence",
            String.class,
            agent,
            type);
  }

  private static HttpResponse<String> call(GatewayAgent agent, String model) {
    return agent.post("/v1/chat/completions", chat(model, ",\"max_tokens\":20"));
  }
}
