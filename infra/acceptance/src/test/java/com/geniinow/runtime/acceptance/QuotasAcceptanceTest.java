package com.geniinow.runtime.acceptance;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.WireMockServer;
import java.net.URLDecoder;
import java.time.Duration;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Limits that are never passed, policies, and months that begin anew. */
class QuotasAcceptanceTest {
  private static final String COMPLETION =
      """
      {"id": "chatcmpl-1", "object": "chat.completion", "created": 1772323200, "model": "gpt-4o",
       "choices": [{"index": 0, "finish_reason": "stop", "logprobs": null,
         "message": {"role": "assistant", "content": "Hello.", "refusal": null}}],
       "usage": {"prompt_tokens": 12, "completion_tokens": 3, "total_tokens": 15}}""";

  @BeforeAll
  static void outside() {
    RunningSystem.get()
        .openAi()
        .stubFor(post(urlEqualTo("/v1/chat/completions")).willReturn(okJson(COMPLETION)));
    RunningSystem.get().slack().stubFor(any(anyUrl()).willReturn(okJson("{\"ok\":true}")));
  }

  @Test
  void at_950_of_1000_tokens_a_task_of_100_answers_429_quota_exceeded_before_any_openai_call() {
    var agent = TestAgent.provision(Map.of("monthly_token_limit", 1000));
    use(agent, 950);
    var prompt = "refused " + UUID.randomUUID();

    var refused = agent.submit(chat(prompt, 100));

    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.text("reason")).isEqualTo("quota_exceeded");
    assertThat(refused.text("limit_kind")).isEqualTo("tokens");
    assertThat(refused.body().path("used").asLong()).isEqualTo(950);
    assertThat(refused.headers().firstValue("Retry-After")).isPresent();
    // What was accepted after it is through: a call for the refused one would have come before.
    var later = "accepted " + UUID.randomUUID();
    agent.awaitTask(agent.submit(chat(later, 50)).text("task_id"), "completed");
    assertThat(calls(later)).isEqualTo(1);
    assertThat(calls(prompt)).isZero();
  }

  @Test
  void the_quota_answers_percentages_as_floats_from_0_to_100() {
    var agent = TestAgent.provision(Map.of("monthly_token_limit", 1000, "overage_policy", "allow"));
    use(agent, 125);
    assertPercent(agent, 12.5);
    use(agent, 2000);
    assertPercent(agent, 100.0);
  }

  @Test
  void pg_cron_fires_at_midnight_on_the_1st_and_opens_the_month_without_changing_a_total() {
    var agent = TestAgent.provision(Map.of());
    use(agent, 40);
    var job = Sql.row("SELECT schedule, command FROM cron.job WHERE jobname = 'genii-open-period'");
    assertThat(job.get("schedule")).isEqualTo("0 0 1 * *");

    Sql.run("DELETE FROM due_periods");
    Sql.run(job.get("command"));
    Sql.run(job.get("command"));

    await()
        .atMost(Duration.ofMinutes(3))
        .until(
            () ->
                Sql.row("SELECT count(*)::text AS open FROM due_periods WHERE opened_at IS NULL")
                    .get("open"),
            "0"::equals);
    var month = YearMonth.now(ZoneOffset.UTC);
    assertThat(agent.quota().text("period")).isEqualTo(month.toString());
    assertThat(agent.quota().text("resets_at"))
        .isEqualTo(month.plusMonths(1).atDay(1) + "T00:00:00Z");
    assertThat(agent.quota().body().path("monthly_tokens_used").asLong()).isEqualTo(40);
  }

  @Test
  void under_alert_only_a_task_over_the_limit_runs_and_slack_is_told_in_fleet_ops() {
    var agent =
        TestAgent.provision(Map.of("monthly_token_limit", 10, "overage_policy", "alert_only"));

    use(agent, 25);
    use(agent, 25);

    assertThat(agent.quota().body().path("monthly_tokens_used").asLong()).isEqualTo(50);
    await().atMost(Duration.ofMinutes(3)).until(() -> told(agent).size() == 1);
    assertThat(told(agent).getFirst()).contains("fleet-ops");
    assertThat(ledger(agent)).filteredOn("overage_recorded"::equals).hasSize(2);
  }

  @Test
  void under_allow_a_task_over_the_limit_runs_and_is_recorded() {
    var agent = TestAgent.provision(Map.of("monthly_token_limit", 10, "overage_policy", "allow"));

    use(agent, 25);

    assertThat(agent.quota().body().path("monthly_tokens_used").asLong()).isEqualTo(25);
    assertThat(ledger(agent)).contains("overage_recorded");
    assertThat(told(agent)).isEmpty();
  }

  @Test
  void each_completion_writes_model_tokens_and_cost_in_the_transaction_of_its_event() {
    var agent = TestAgent.provision(Map.of());
    var task = agent.submit(chat("hello", 100)).text("task_id");
    agent.awaitTask(task, "completed");

    var rows = agent.token().get("/api/agents/" + agent.id() + "/quota/usage").body();

    var row = rows.path("items").path(0);
    assertThat(rows.path("items")).hasSize(1);
    assertThat(row.path("task_id").asString()).isEqualTo(task);
    assertThat(row.path("model").asString()).isEqualTo("gpt-4o");
    assertThat(row.path("tokens").asLong()).isEqualTo(15);
    assertThat(row.path("cost_usd").decimalValue()).isEqualByComparingTo("0.00006");
    assertThat(
            Sql.row(
                    """
                    SELECT count(*)::text AS together
                    FROM agent_quota_usage u
                    JOIN domain_event_entry e ON e.event_identifier = u.usage_id::text
                      AND e.xmin = u.xmin
                    JOIN agent_tasks t ON t.task_id = u.task_id AND t.xmin = u.xmin
                    WHERE t.status = 'completed' AND u.task_id = '%s'"""
                        .formatted(task))
                .get("together"))
        .isEqualTo("1");
  }

  @Test
  void changing_a_quota_without_an_administrators_token_answers_403() {
    var agent = TestAgent.provision(Map.of());
    var path = "/api/agents/" + agent.id() + "/quota";
    var body = Map.of("monthly_token_limit", 5);

    assertThat(agent.token().put(path, body).status()).isEqualTo(403);
    assertThat(Caller.founder(agent.entityId()).put(path, body).status()).isEqualTo(403);
    assertThat(Caller.admin().put(path, body).status()).isEqualTo(200);
    assertThat(agent.quota().body().path("monthly_token_limit").asLong()).isEqualTo(5);
  }

  @Test
  void agents_that_existed_before_get_their_default_quota_and_twice_is_once() {
    var agent = UUID.randomUUID();
    var line =
        "{\"agent_id\": \"%s\", \"entity_id\": \"%s\", \"name\": \"veteran\"}\n"
            .formatted(agent, UUID.randomUUID());

    var first = Caller.admin().postLines("/api/agents/import", line);
    var second = Caller.admin().postLines("/api/agents/import", line);

    assertThat(first.body().path("imported").asInt()).isEqualTo(1);
    assertThat(second.body().path("imported").asInt()).isZero();
    assertThat(second.body().path("existing").asInt()).isEqualTo(1);
    var quota = Caller.agent(agent).get("/api/agents/" + agent + "/quota");
    assertThat(quota.body().path("monthly_token_limit").asLong()).isEqualTo(1_000_000);
    assertThat(quota.text("overage_policy")).isEqualTo("block");
  }

  private static Map<String, ?> chat(String prompt, long tokens) {
    return Map.of(
        "type",
        "openai.chat",
        "model",
        "gpt-4o",
        "payload",
        Map.of("messages", List.of(Map.of("role", "user", "content", prompt))),
        "estimated_tokens",
        tokens);
  }

  /** Runs a task that uses this many tokens. */
  private static void use(TestAgent agent, long tokens) {
    var answer =
        agent.submit(
            Map.of(
                "type",
                "simulate",
                "payload",
                Map.of("tokens", tokens),
                "estimated_tokens",
                tokens));
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(202);
    agent.awaitTask(answer.text("task_id"), "completed");
  }

  private static void assertPercent(TestAgent agent, double tokens) {
    var quota = agent.quota().body();
    for (var name : List.of("tokens_pct", "cost_pct", "storage_pct")) {
      assertThat(quota.path(name).isFloatingPointNumber()).as(name).isTrue();
      assertThat(quota.path(name).asDouble()).as(name).isBetween(0.0, 100.0);
    }
    assertThat(quota.path("tokens_pct").asDouble()).isEqualTo(tokens);
  }

  private static long calls(String prompt) {
    return bodies(RunningSystem.get().openAi(), "/v1/chat/completions").stream()
        .filter(body -> body.contains(prompt))
        .count();
  }

  /** Of a limit that was passed; that it is near is told apart from that. */
  private static List<String> told(TestAgent agent) {
    return bodies(RunningSystem.get().slack(), "/api/chat.postMessage").stream()
        .filter(body -> body.contains(agent.id().toString()))
        .filter(body -> URLDecoder.decode(body, UTF_8).contains("Quota passed"))
        .toList();
  }

  private static List<String> bodies(WireMockServer server, String path) {
    return server.findAll(postRequestedFor(urlEqualTo(path))).stream()
        .map(request -> request.getBodyAsString())
        .toList();
  }

  private static List<String> ledger(TestAgent agent) {
    return agent
        .token()
        .get("/api/agents/" + agent.id() + "/ledger")
        .body()
        .path("items")
        .findValuesAsString("type");
  }
}
