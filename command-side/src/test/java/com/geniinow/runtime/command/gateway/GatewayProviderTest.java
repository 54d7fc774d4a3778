package com.geniinow.runtime.command.gateway;

import static com.geniinow.runtime.command.gateway.GatewayAgent.chat;
import static com.geniinow.runtime.command.gateway.GatewayAgent.json;
import static com.geniinow.runtime.command.gateway.GatewayAgent.messages;
import static com.geniinow.runtime.command.gateway.GatewayCallTest.header;
import static com.geniinow.runtime.command.gateway.GatewayCallTest.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Sabotage;
import com.geniinow.runtime.command.testing.StubAnswers;
import com.geniinow.runtime.command.testing.StubProvider;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What agents hear, and are charged, of providers that don't serve. */
@RuntimeTest
@Timeout(120)
class GatewayProviderTest {
  private static final String CHAT = "/v1/chat/completions";
  private static final String ERROR =
      "{\"error\":{\"message\":\"The provider says no\",\"type\":\"theirs\",\"code\":null}}";

  @LocalServerPort int port;
  private GatewayAgent agent;
  private String model;

  @BeforeEach
  void anAgent() {
    agent = GatewayAgent.provision(port, Map.of());
    model = agent.model();
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 404, 422, 500, 503})
  void an_error_of_the_provider_is_passed_on_and_costs_nothing(int status) {
    StubProvider.SHARED.on(model, (request, wire) -> wire.json(status, ERROR));

    var answer = agent.post(CHAT, chat(model, ""));

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).isEqualTo(ERROR);
    assertThat(header(answer, "x-should-retry")).isEmpty();
    nothingWasCharged("provider_error");
  }

  @Test
  void an_error_of_no_form_is_put_into_the_protocol_s() {
    var anthropic = agent.model("anthropic", Map.of());
    StubProvider.SHARED.on(anthropic, (request, wire) -> wire.json(529, "<html>busy</html>"));

    var answer = agent.post("/v1/messages", messages(anthropic, ""));

    assertThat(answer.statusCode()).isEqualTo(529);
    assertThat(json(answer).at("/error/type").asString()).isEqualTo("overloaded_error");
    assertThat(answer.body()).doesNotContain("html");
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void a_key_of_ours_that_is_refused_is_no_fault_of_the_agent_s(int status) {
    var said = "{\"error\":{\"message\":\"Incorrect API key provided: %s\"}}";
    StubProvider.SHARED.on(
        model, (request, wire) -> wire.json(status, said.formatted(StubProvider.KEY)));

    refused(agent.post(CHAT, chat(model, "")), 502, "provider_failed");

    nothingWasCharged("provider_error");
  }

  @Test
  void a_key_of_ours_in_an_error_is_taken_out() {
    var said = "{\"error\":{\"message\":\"Odd request with %s\"}}".formatted(StubProvider.KEY);
    StubProvider.SHARED.on(model, (request, wire) -> wire.json(400, said));

    assertThat(agent.post(CHAT, chat(model, "")).body())
        .contains("Odd request")
        .doesNotContain(StubProvider.KEY);
  }

  @Test
  void an_account_without_credit_is_unavailable_and_not_the_agent_s_quota() {
    var poor = "{\"error\":{\"message\":\"pay\",\"code\":\"insufficient_quota\"}}";
    StubProvider.SHARED.on(model, (request, wire) -> wire.json(429, poor));

    var answer = agent.post(CHAT, chat(model, ""));

    refused(answer, 503, "unavailable");
    assertThat(header(answer, "Retry-After")).isEqualTo("60");
    nothingWasCharged("provider_error");
  }

  @Test
  void a_provider_that_wants_to_be_left_alone_is_so_by_all() {
    var hasty = agent.model("hasty", Map.of());
    StubProvider.SHARED.on(hasty, (request, wire) -> wire.json(429, ERROR, "Retry-After: 60"));

    var first = agent.post(CHAT, chat(hasty, ""));
    assertThat(first.statusCode()).isEqualTo(429);
    assertThat(header(first, "Retry-After")).isEqualTo("60");
    assertThat(header(first, "x-should-retry")).isEmpty();

    var other = GatewayAgent.provision(port, Map.of());
    var second = other.post(CHAT, chat(hasty, ""));
    refused(second, 429, "rate_limited");
    assertThat(Integer.parseInt(header(second, "Retry-After"))).isBetween(1, 60);
    assertThat(StubProvider.SHARED.seen(hasty)).hasSize(1);
    assertThat(other.calls()).isEmpty();

    var fallback = agent.model("hasty", Map.of("fallback", List.of(model)));
    assertThat(agent.post(CHAT, chat(fallback, "")).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"429", "529", "500", "503"})
  void before_the_first_byte_another_model_takes_over(int status) {
    var first = agent.model("openai", Map.of("fallback", List.of(model)));
    StubProvider.SHARED.on(first, (request, wire) -> wire.json(status, ERROR));

    var answer = agent.post(CHAT, chat(first, ""));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(json(answer).path("model").asString()).isEqualTo(model);
    assertThat(agent.call().path("model").asString()).isEqualTo(model);
    assertThat(agent.quota().path("monthly_tokens_used").asLong()).isEqualTo(13);
  }

  @Test
  void a_price_that_was_just_set_counts_though_nobody_knew_another_name_a_moment_before() {
    refused(agent.post(CHAT, chat("none/such", "")), 404, "model_not_found");
    var first = agent.model("nowhere", Map.of("fallback", List.of(model)));

    assertThat(agent.post(CHAT, chat(first, "")).statusCode()).isEqualTo(200);
  }

  @Test
  void a_fault_of_the_request_s_is_not_tried_elsewhere() {
    var first = agent.model("openai", Map.of("fallback", List.of(model)));
    StubProvider.SHARED.on(first, (request, wire) -> wire.json(400, ERROR));

    assertThat(agent.post(CHAT, chat(first, "")).statusCode()).isEqualTo(400);
    assertThat(StubProvider.SHARED.seen(model)).isEmpty();
  }

  @Test
  void a_provider_that_can_not_be_reached_costs_nothing() {
    var nowhere = agent.model("nowhere", Map.of());

    refused(agent.post(CHAT, chat(nowhere, "")), 503, "unavailable");
    nothingWasCharged("provider_error");

    var fallback = agent.model("nowhere", Map.of("fallback", List.of(model)));
    assertThat(agent.post(CHAT, chat(fallback, "")).statusCode()).isEqualTo(200);
  }

  @Test
  void what_was_sent_and_never_answered_counts_as_held() {
    StubProvider.SHARED.on(model, (request, wire) -> wire.isLeft());

    var answer = agent.post(CHAT, chat(model, ",\"max_tokens\":300"));

    refused(answer, 502, "provider_failed");
    assertThat(header(answer, "x-should-retry")).isEqualTo("false");
    var call = agent.call();
    assertThat(call.path("status").asString()).isEqualTo("idle_timeout");
    assertThat(call.path("tokens").asLong()).isGreaterThan(300);
    assertThat(call.path("estimated").asBoolean()).isTrue();
  }

  @Test
  void an_answer_that_breaks_off_counts_as_held() {
    StubProvider.SHARED.on(model, (request, wire) -> wire.half());

    refused(agent.post(CHAT, chat(model, ",\"max_tokens\":300")), 502, "provider_failed");

    assertThat(agent.call().path("status").asString()).isEqualTo("provider_lost");
    assertThat(agent.call().path("tokens").asLong()).isGreaterThan(300);
  }

  @Test
  void an_answer_that_is_no_json_counts_as_held() {
    StubProvider.SHARED.on(model, (request, wire) -> wire.json(200, "<html>"));

    refused(agent.post(CHAT, chat(model, ",\"max_tokens\":300")), 502, "provider_failed");

    assertThat(agent.call().path("tokens").asLong()).isGreaterThan(300);
  }

  @Test
  void an_error_before_a_stream_is_told_with_its_status() {
    StubProvider.SHARED.on(model, (request, wire) -> wire.json(400, ERROR));

    var answer = agent.post(CHAT, chat(model, ",\"stream\":true"));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).isEqualTo(ERROR);
  }

  @Test
  void a_prompt_is_counted_here_where_the_provider_can_not_be_reached() {
    var nobody = agent.model("nobody", Map.of());
    var prompt = "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

    var answer = agent.post("/v1/messages/count_tokens", prompt.formatted(nobody));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(json(answer).path("input_tokens").asLong()).isPositive();
    nothingWasCharged("provider_error");
  }

  @Test
  void what_can_not_be_settled_at_once_is_settled_later() {
    var open = new AtomicReference<Sabotage>();
    StubProvider.SHARED.on(
        model,
        (request, wire) -> {
          open.set(Sabotage.failing("agent_quota_usage", agent.id()));
          wire.json(200, StubAnswers.completion(model));
        });

    var answer = agent.post(CHAT, chat(model, ""));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(header(answer, "X-Genii-Cost-Usd")).isEmpty();
    assertThat(agent.quota().path("monthly_tokens_reserved").asLong()).isPositive();
    open.get().close();
    assertThat(agent.call().path("tokens").asLong()).isEqualTo(13);
    assertThat(agent.call().path("key_id").asString()).isEqualTo(agent.keyId());
    assertThat(agent.ledger("model_called").getFirst().path("key_id").asString())
        .isEqualTo(agent.keyId());
    assertThat(agent.quota().path("monthly_tokens_reserved").asLong()).isZero();
  }

  @Test
  void a_hold_that_could_not_be_made_sends_nothing() {
    try (var failing = Sabotage.failingCommit("running_calls", agent.id())) {
      refused(agent.post(CHAT, chat(model, "")), 500, "internal_error");
    }
    assertThat(StubProvider.SHARED.seen(model)).isEmpty();
    assertThat(agent.quota().path("monthly_tokens_reserved").asLong()).isZero();
  }

  @Test
  void a_call_that_could_not_be_prepared_for_its_provider_holds_nothing() {
    var odd = agent.model("odd", Map.of());

    refused(agent.post(CHAT, chat(odd, "")), 500, "internal_error");

    nothingWasCharged("failed");
  }

  private void nothingWasCharged(String status) {
    var call = agent.call();
    assertThat(call.path("status").asString()).isEqualTo(status);
    assertThat(call.path("tokens").asLong()).isZero();
    assertThat(agent.quota().path("monthly_tokens_used").asLong()).isZero();
    assertThat(agent.quota().path("monthly_tokens_reserved").asLong()).isZero();
  }
}
