package com.geniinow.runtime.command.gateway;

import static com.geniinow.runtime.command.gateway.GatewayAgent.chat;
import static com.geniinow.runtime.command.gateway.GatewayAgent.json;
import static com.geniinow.runtime.command.gateway.GatewayAgent.messages;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.testing.StubAnswers;
import com.geniinow.runtime.command.testing.StubProvider;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Calls that agents make in the providers' own forms: held, passed on, charged. */
@RuntimeTest
@Timeout(120)
class GatewayCallTest {
  private static final String CHAT = "/v1/chat/completions";

  @LocalServerPort int port;
  private GatewayAgent agent;

  @BeforeEach
  void anAgent() {
    agent = GatewayAgent.provision(port, Map.of());
  }

  @Test
  void our_own_count_stays_within_the_hold_whatever_a_provider_writes() {
    var model = agent.model();
    var long40 = " word".repeat(40);
    StubProvider.SHARED.on(
        model,
        (request, wire) ->
            wire.json(
                200,
                """
                {"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,
                 "finish_reason":"stop","message":{"role":"assistant","content":"%s"}}]}"""
                    .formatted(long40)));

    assertThat(agent.post(CHAT, chat(model, ",\"max_tokens\":10")).statusCode()).isEqualTo(200);

    var call = agent.call();
    assertThat(call.path("estimated").asBoolean()).isTrue();
    assertThat(call.path("output_tokens").asLong()).isEqualTo(10);
    var ledger =
        agent
            .api()
            .asAgent(agent.id(), "GET", "/api/agents/" + agent.id() + "/ledger?limit=200", null)
            .body()
            .toString();
    assertThat(ledger).contains("model_called").doesNotContain("overage_recorded");
  }

  @Test
  void a_model_that_hides_its_output_and_tells_no_use_is_charged_the_hold() {
    var hidden = agent.model("openai", Map.of("hidden_output", true));
    StubProvider.SHARED.on(
        hidden,
        (request, wire) ->
            wire.json(200, StubAnswers.completion(hidden).replaceFirst(",\"usage\".*", "}")));

    assertThat(agent.post(CHAT, chat(hidden, ",\"max_tokens\":500")).statusCode()).isEqualTo(200);

    var call = agent.call();
    assertThat(call.path("status").asString()).isEqualTo("ok");
    assertThat(call.path("tokens").asLong()).isGreaterThan(500);
    assertThat(call.path("estimated").asBoolean()).isTrue();
  }

  @Test
  void a_cap_that_nobody_names_is_no_more_than_the_model_writes() {
    var brief = agent.model("openai", Map.of("max_output_tokens", 5));

    assertThat(agent.post(CHAT, chat(brief, "")).statusCode()).isEqualTo(200);

    var sent = StubProvider.SHARED.seen(brief).getFirst().json();
    assertThat(sent.path("max_completion_tokens").asLong()).isEqualTo(5);
  }

  @Test
  void what_can_not_be_a_version_or_a_cap_is_refused_and_holds_nothing() {
    var model = agent.model();

    refused(agent.post(CHAT, chat(model, ""), "anthropic-version", "a b"), 400, "invalid_request");
    refused(
        agent.post(CHAT, chat(model, ",\"max_tokens\":9223372036854775807")),
        400,
        "invalid_request");

    assertThat(agent.quota().path("monthly_tokens_reserved").asLong()).isZero();
    assertThat(agent.calls()).isEmpty();
  }

  @Test
  void a_chat_is_answered_as_the_provider_answers_and_charged_by_its_word() {
    var model = agent.model();

    var answer = agent.post(CHAT, chat(model, ""));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(StubAnswers.completion(model));
    assertThat(header(answer, "Content-Type")).isEqualTo("application/json");
    assertThat(header(answer, "Content-Length")).isEqualTo("" + answer.body().length());
    assertThat(new BigDecimal(header(answer, "X-Genii-Cost-Usd"))).isEqualByComparingTo("0.000016");
    assertThat(header(answer, "X-Request-Id")).startsWith("req_");
    assertThat(header(answer, "X-Genii-Provider-Request-Id")).isEqualTo("stub-1");
    assertThat(agent.quota().path("monthly_tokens_used").asLong()).isEqualTo(13);
    assertThat(agent.quota().path("monthly_tokens_reserved").asLong()).isZero();
    var call = agent.call();
    assertThat(call.path("call_id").asString()).isEqualTo(header(answer, "X-Genii-Call-Id"));
    assertThat(call.path("status").asString()).isEqualTo("ok");
    assertThat(call.path("estimated").asBoolean()).isFalse();
    assertThat(call.path("request_sha256").asString()).isEqualTo(sha256(chat(model, "")));
    assertThat(call.path("response_sha256").asString()).isEqualTo(sha256(answer.body()));
  }

  @Test
  void the_provider_gets_the_cap_and_the_runtime_s_key_and_nothing_else_of_the_client_s() {
    var model = agent.model();

    agent.post(
        CHAT, chat(model, ",\"max_tokens\":50"), "X-Secret", "mine", "anthropic-version", "1");

    var seen = StubProvider.SHARED.seen(model).getFirst();
    assertThat(seen.header("Authorization")).isEqualTo("Bearer " + StubProvider.KEY);
    assertThat(seen.header("X-Secret")).isEmpty();
    assertThat(seen.body()).doesNotContain(agent.key());
    assertThat(seen.json().path("max_tokens").asLong()).isEqualTo(50);
  }

  @Test
  void a_call_without_a_cap_gets_one() {
    var model = agent.model("openai", Map.of("max_output_tokens", 700));

    agent.post(CHAT, chat(model, ""));

    var sent = StubProvider.SHARED.seen(model).getFirst().json();
    assertThat(sent.path("max_completion_tokens").asLong()).isEqualTo(700);
  }

  @Test
  void responses_embeddings_messages_and_counts_are_passed_on_too() {
    var openAi = agent.model();
    var anthropic = agent.model("anthropic", Map.of());

    var responses = agent.post("/v1/responses", "{\"model\":\"" + openAi + "\",\"input\":\"Hi\"}");
    assertThat(json(responses).path("object").asString()).isEqualTo("response");
    assertThat(StubProvider.SHARED.seen(openAi).getFirst().json().path("store").asBoolean(true))
        .isFalse();
    var embeddings =
        agent.post("/v1/embeddings", "{\"model\":\"" + openAi + "\",\"input\":\"Hi\"}");
    assertThat(json(embeddings).at("/data/0/object").asString()).isEqualTo("embedding");
    var message = agent.post("/v1/messages?beta=true", messages(anthropic, ""));
    assertThat(json(message).path("type").asString()).isEqualTo("message");
    assertThat(StubProvider.SHARED.seen(anthropic).getFirst().header("x-api-key"))
        .isEqualTo(StubProvider.KEY);
    var counted =
        agent.post(
            "/v1/messages/count_tokens",
            "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"
                .formatted(anthropic));
    assertThat(json(counted).path("input_tokens").asLong()).as(counted.body()).isEqualTo(10);
    assertThat(agent.quota().path("monthly_tokens_used").asLong()).isEqualTo(13 + 1 + 13);
  }

  @ParameterizedTest
  @CsvSource({
    "'', 400, invalid_request",
    "'{\"model\":\"m\"', 400, invalid_request",
    "'{\"model\":\"m\",\"model\":\"n\"}', 400, invalid_request",
    "'[]', 400, invalid_request",
    "'{\"messages\":[]}', 400, invalid_request",
    "'{\"model\":7,\"messages\":[]}', 400, invalid_request",
    "'{\"model\":\"none/such\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}', 404,"
        + " model_not_found",
    "'{\"model\":\"none/such\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"n\":2}', 400,"
        + " unsupported_field",
    "'{\"model\":\"none/such\",\"messages\":[{\"role\":\"user\",\"content\":\"\\ud800\"}]}', 400,"
        + " invalid_request",
  })
  void what_can_not_be_called_is_refused_in_the_protocol_s_form(
      String body, int status, String reason) {
    refused(agent.post(CHAT, body), status, reason);
  }

  @Test
  void a_model_speaks_its_provider_s_protocol_alone() {
    refused(agent.post(CHAT, chat(agent.model("anthropic", Map.of()), "")), 400, "wrong_protocol");
    refused(agent.post("/v1/messages", messages(agent.model(), "")), 400, "wrong_protocol");
  }

  @Test
  void a_model_without_a_provider_is_none() {
    refused(agent.post(CHAT, chat(agent.model("unknown", Map.of()), "")), 404, "model_not_found");
  }

  @Test
  void only_models_that_the_agent_may_call_are_listed_and_called() {
    var mine = agent.model();
    var other = agent.model();
    agent
        .api()
        .asAdmin(
            "PATCH",
            "/api/agents/" + agent.id(),
            Map.of("metadata", Map.of("models", List.of(mine))));

    var list = json(agent.get("/v1/models"));
    assertThat(list.path("data").findValuesAsString("id")).containsExactly(mine);
    assertThat(list.at("/data/0/owned_by").asString()).isEqualTo("openai");
    var anthropic = json(agent.get("/v1/models?limit=20", "anthropic-version", "2023-06-01"));
    assertThat(anthropic.at("/data/0/type").asString()).isEqualTo("model");
    assertThat(anthropic.path("last_id").asString()).isEqualTo(mine);
    var encoded = mine.replace("/", "%2F");
    assertThat(json(agent.get("/v1/models/" + encoded)).path("id").asString()).isEqualTo(mine);
    assertThat(json(agent.get("/v1/models/" + mine)).path("id").asString()).isEqualTo(mine);
    refused(agent.get("/v1/models/" + other), 403, "model_not_allowed");
    refused(agent.get("/v1/models/nobody-knows"), 404, "model_not_found");
    refused(agent.post(CHAT, chat(other, "")), 403, "model_not_allowed");
    assertThat(StubProvider.SHARED.seen(other)).isEmpty();
  }

  @Test
  void a_dated_variant_is_there_where_its_family_is() {
    var dated = json(agent.get("/v1/models/gpt-4o-mini-2024-07-18"));

    assertThat(dated.path("id").asString()).isEqualTo("gpt-4o-mini-2024-07-18");
  }

  @Test
  void a_suspended_agent_calls_nothing() {
    var model = agent.model();
    agent.api().asAdmin("POST", "/api/agents/" + agent.id() + "/suspend", Map.of("reason", "r"));

    var answer = agent.post(CHAT, chat(model, ""));

    refused(answer, 403, "agent_not_active");
    assertThat(header(answer, "x-should-retry")).isEqualTo("false");
    assertThat(StubProvider.SHARED.seen(model)).isEmpty();
  }

  @Test
  void over_quota_nothing_reaches_the_provider() {
    var poor = GatewayAgent.provision(port, Map.of("monthly_token_limit", 60));
    var model = poor.model();

    var answer = poor.post(CHAT, chat(model, ",\"max_tokens\":100"));

    refused(answer, 429, "quota_exceeded");
    assertThat(json(answer).at("/error/type").asString()).isEqualTo("insufficient_quota");
    assertThat(header(answer, "x-should-retry")).isEqualTo("false");
    assertThat(header(answer, "Retry-After")).isEmpty();
    assertThat(StubProvider.SHARED.seen(model)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "X-Genii-Task, 11111111-1111-4111-8111-111111111111, X-Other, 1, 400, invalid_request",
    "X-Other, 1, X-Genii-Attempt, 1, 400, invalid_request",
    "X-Genii-Task, x, X-Genii-Attempt, 1, 400, invalid_request",
    "X-Genii-Task, 11111111-1111-4111-8111-111111111111, X-Genii-Attempt, 0, 400, invalid_request",
    "X-Genii-Task, 11111111-1111-4111-8111-111111111111, X-Genii-Attempt, 1, 404, not_found",
  })
  void a_task_is_named_by_two_headers(
      String one, String first, String other, String second, int status, String reason) {
    refused(agent.post(CHAT, chat(agent.model(), ""), one, first, other, second), status, reason);
  }

  @Test
  void a_call_of_a_running_task_bears_its_id() {
    var submitted =
        agent
            .api()
            .asAgent(
                agent.id(),
                "POST",
                "/api/tasks",
                Map.of("type", "simulate", "estimated_tokens", 10_000));
    var task = submitted.text("task_id");
    var api = agent.api();
    api.asWorker("POST", "/internal/tasks/" + task + "/attempts", Map.of("worker_id", "w"));

    var answer =
        agent.post(CHAT, chat(agent.model(), ""), "X-Genii-Task", task, "X-Genii-Attempt", "1");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(agent.call().path("task_id").asString()).isEqualTo(task);
    refused(
        agent.post(CHAT, chat(agent.model(), ""), "X-Genii-Task", task, "X-Genii-Attempt", "2"),
        403,
        "stale_attempt");
  }

  @Test
  void a_person_s_token_and_a_key_of_other_scopes_open_nothing() {
    var api = agent.api();
    var body = Map.of("model", "m");
    assertThat(api.asAdmin("POST", CHAT, body).status()).isEqualTo(403);
    assertThat(api.asFounder(UUID.randomUUID(), "GET", "/v1/models", null).status()).isEqualTo(403);
    var key = api.createKey(agent.id(), "tasks").text("key");
    var answer = api.bearing(key, "POST", CHAT, body);
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.body().at("/error/code").asString()).isEqualTo("scope_missing");
  }

  @Test
  void metrics_tell_calls_tokens_cost_and_refusals() {
    var api = agent.api();
    var calls = "genii_gateway_calls_total{operation=\"chat\",provider=\"openai\",status=\"ok\"}";
    var refusals = "genii_gateway_refusals_total{reason=\"model_not_found\"}";
    var before = api.metric(calls);
    var refused = api.metric(refusals);

    agent.post(CHAT, chat(agent.model(), ""));
    agent.post(CHAT, chat(agent.model(), ",\"stream\":true"));
    agent.post(CHAT, chat("none/such", ""));

    assertThat(api.metric(calls)).isEqualTo(before + 2);
    assertThat(api.metric(refusals)).isEqualTo(refused + 1);
    assertThat(api.metrics())
        .anyMatch(line -> line.startsWith("genii_gateway_tokens_total{class=\"output\"}"))
        .anyMatch(line -> line.startsWith("genii_gateway_cost_usd_total"))
        .anyMatch(line -> line.startsWith("genii_gateway_overhead_seconds_count"))
        .anyMatch(line -> line.startsWith("genii_gateway_first_token_seconds_count"))
        .anyMatch(line -> line.startsWith("genii_gateway_open 0"));
  }

  static void refused(HttpResponse<String> answer, int status, String reason) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(json(answer).at("/error/code").asString()).isEqualTo(reason);
    assertThat(header(answer, "X-Genii-Reason")).isEqualTo(reason);
    assertThat(answer.body()).doesNotContain(StubProvider.KEY);
  }

  static String header(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  private static String sha256(String text) {
    return HexFormat.of()
        .formatHex(Digests.sha256().digest(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
  }
}
