package com.geniinow.runtime.platform.problem;

import static com.geniinow.runtime.platform.testing.TestApplication.AGENT;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.platform.testing.Client;
import com.geniinow.runtime.platform.testing.HttpTest;
import com.geniinow.runtime.platform.testing.RawRequest;
import com.geniinow.runtime.platform.web.Json;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.context.TestPropertySource;

/** Where models are called, whoever says no says it as the provider would. */
@TestPropertySource(properties = {"genii.rate-limit.per-second=1000"})
class ProtocolErrorsTest extends HttpTest {
  private static final String OPENAI = "/v1/chat/completions";
  private static final String ANTHROPIC = "/v1/messages";
  private static final String JSON = "application/json";

  @ParameterizedTest
  @CsvSource({
    "agent, POST, application/json, '{', 400, invalid_request, invalid_request_error",
    "agent, POST, application/json, '{\"a\":1,\"a\":2}', 400, invalid_request, invalid_request_error",
    "agent, POST, application/json, '', 400, invalid_request, invalid_request_error",
    "none, POST, application/json, '{}', 401, unauthenticated, authentication_error",
    "bad, POST, application/json, '{}', 401, unauthenticated, authentication_error",
    "admin, POST, application/json, '{}', 403, forbidden, permission_error",
    "agent, PUT, application/json, '{}', 405, method_not_allowed, invalid_request_error",
    "agent, POST, text/plain, '{}', 415, unsupported_media_type, invalid_request_error",
    "agent, POST, application/*, '{}', 415, unsupported_media_type, invalid_request_error",
  })
  void whoever_refuses_does_it_in_the_protocol_s_form(
      String caller,
      String method,
      String type,
      String body,
      int status,
      String reason,
      String errorType) {
    var openAi = client(caller).send(method, OPENAI, type, BodyPublishers.ofString(body));
    var error = openAi(openAi, status, reason);
    assertThat(error.path("type").asString()).isEqualTo(errorType);

    var anthropic = client(caller).send(method, ANTHROPIC, type, BodyPublishers.ofString(body));
    assertThat(anthropic(anthropic, status, reason).path("type").asString()).isEqualTo(errorType);
  }

  @ParameterizedTest
  @CsvSource({
    "quota_exceeded, 429, insufficient_quota, false",
    "rate_limited, 429, rate_limit_error, true",
    "unavailable, 503, server_error, true",
    "agent_not_active, 403, permission_error, false",
    "stale_attempt, 403, permission_error, false",
    "unsupported_field, 400, invalid_request_error, false",
    "scope_missing, 403, permission_error, false",
  })
  void what_waiting_can_not_mend_is_not_to_be_repeated(
      String reason, int status, String type, boolean passes) {
    var answer = agent(AGENT).post(OPENAI, "{\"reason\":\"" + reason + "\"}");

    assertThat(openAi(answer, status, reason).path("type").asString()).isEqualTo(type);
    assertThat(answer.headers().firstValue("x-should-retry").isPresent()).isNotEqualTo(passes);
    assertThat(answer.headers().firstValue("Retry-After").isPresent()).isEqualTo(passes);
  }

  @Test
  void a_fault_of_ours_tells_nothing() {
    var answer = agent(AGENT).post(OPENAI, "{\"fail\":1}");

    assertThat(openAi(answer, 500, "internal_error").path("type").asString())
        .isEqualTo("server_error");
    assertThat(answer.body()).doesNotContain("secret");
  }

  @Test
  void a_path_that_is_none_is_told_in_the_form_that_the_client_speaks() {
    openAi(agent(AGENT).get("/v1/nowhere"), 404, "not_found");
    openAi(agent(AGENT).get("/v1"), 404, "not_found");
    openAi(anonymous().get("/v1/nowhere"), 401, "unauthenticated");
    anthropic(agent(AGENT).get("/v1/messages/nowhere"), 404, "not_found");
    anthropic(versioned("/v1/nowhere"), 404, "not_found");
    Client.problem(versioned("/v11"), 404, "not_found");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/a%2Fb", "/v1/%00", "/v1/;x"})
  void what_the_container_and_the_firewall_refuse_is_told_so_too(String path) throws IOException {
    var answer = RawRequest.of("GET", path).body(port, "");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text()).contains("{\"error\":{\"message\":", "X-Genii-Reason: invalid_requ");
  }

  @Test
  void a_type_that_is_not_to_be_had_is_406_in_the_form() {
    var answer =
        agent(AGENT)
            .send("GET", "/v1/models/m", null, BodyPublishers.noBody(), "Accept", "text/html");

    openAi(answer, 406, "not_acceptable");
  }

  @Test
  void prompts_may_have_16_megabytes() throws IOException {
    var text = "x".repeat((16 << 20) - 20);
    assertThat(agent(AGENT).post(OPENAI, "{\"a\":\"" + text + "\"}").statusCode()).isEqualTo(200);

    var longer = agent(AGENT).post(OPENAI, "{\"a\":\"" + text + "x".repeat(20) + "\"}");
    var error = openAi(longer, 413, "payload_too_large");
    assertThat(error.path("limit_bytes").asLong()).isEqualTo(16 << 20);
    anthropic(
        agent(AGENT).post(ANTHROPIC, "{\"a\":\"" + text + "x".repeat(20) + "\"}"),
        413,
        "payload_too_large");
  }

  @Test
  void a_header_that_nobody_may_read_is_a_400_in_the_form() throws IOException {
    var answer =
        RawRequest.of("GET", "/v1/nowhere")
            .header("Authorization", "Bearer " + token())
            .header("anthropic-version", "\u0080")
            .body(port, "");

    assertThat(answer.text()).contains("{\"type\":\"error\",\"error\":{");
  }

  private String token() {
    return tokens.agent(AGENT, java.time.Duration.ofMinutes(1));
  }

  private HttpResponse<String> versioned(String path) {
    return agent(AGENT)
        .send("GET", path, null, BodyPublishers.noBody(), "anthropic-version", "2023-06-01");
  }

  private Client client(String caller) {
    return switch (caller) {
      case "none" -> anonymous();
      case "bad" -> bearing("gk_nothing");
      case "admin" -> admin();
      default -> agent(AGENT);
    };
  }

  private static tools.jackson.databind.JsonNode openAi(
      HttpResponse<String> answer, int status, String reason) {
    common(answer, status, reason);
    var error = Json.mapper().readTree(answer.body()).path("error");
    assertThat(error.path("message").asString()).isNotBlank();
    assertThat(error.path("code").asString()).isEqualTo(reason);
    assertThat(error.has("param")).isTrue();
    return error;
  }

  private static tools.jackson.databind.JsonNode anthropic(
      HttpResponse<String> answer, int status, String reason) {
    common(answer, status, reason);
    var body = Json.mapper().readTree(answer.body());
    assertThat(body.path("type").asString()).isEqualTo("error");
    assertThat(body.path("error").path("message").asString()).isNotBlank();
    assertThat(body.path("error").path("code").asString()).isEqualTo(reason);
    return body.path("error");
  }

  private static void common(HttpResponse<String> answer, int status, String reason) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue(JSON);
    assertThat(answer.headers().firstValue("X-Genii-Reason")).hasValue(reason);
    assertThat(answer.headers().firstValue("X-Request-Id").orElseThrow()).startsWith("req_");
  }
}
