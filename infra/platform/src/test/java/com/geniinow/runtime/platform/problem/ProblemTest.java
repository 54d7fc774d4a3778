package com.geniinow.runtime.platform.problem;

import static com.geniinow.runtime.platform.testing.Client.json;
import static com.geniinow.runtime.platform.testing.Client.problem;
import static com.geniinow.runtime.platform.testing.TestApplication.AGENT;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.platform.testing.Client;
import com.geniinow.runtime.platform.testing.HttpTest;
import com.geniinow.runtime.platform.testing.RawRequest;
import com.geniinow.runtime.platform.web.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

class ProblemTest extends HttpTest {
  private static final String ORDERS = "/api/agents/" + AGENT + "/orders";

  @ParameterizedTest
  @EnumSource(Reason.class)
  void every_reason_is_answered_with_its_status_even_when_wrapped(Reason reason) {
    var answer = admin().get("/api/reasons/" + reason.code());
    var body = problem(answer, reason.status(), reason.code());
    assertThat(body.path("event_id").asInt()).isEqualTo(7);
    assertThat(body.path("detail").asString()).isEqualTo("As asked.");
    assertThat(answer.headers().firstValue("Retry-After")).as("1.2 s, rounded up").hasValue("2");
  }

  @ParameterizedTest
  @CsvSource({
    "pool,503,unavailable",
    "shutdown,503,unavailable",
    "broken,503,unavailable",
    "deadlock,503,unavailable",
    "cut,503,unavailable",
    "commit,500,internal_error",
    "nul,400,invalid_request",
    "send-error,418,invalid_request",
    "error,500,internal_error",
    "anything,500,internal_error",
  })
  void a_failure_tells_the_client_what_to_do_and_nothing_else(
      String how, int status, String reason) {
    var answer = admin().get("/api/fails/" + how);
    problem(answer, status, reason);
    assertThat(answer.headers().firstValue("Retry-After").isPresent()).isEqualTo(status == 503);
  }

  /** An operator would look at the database, which is there. */
  @Test
  void keys_that_can_not_be_had_are_called_keys() {
    var answer = admin().get("/api/fails/keys");

    assertThat(problem(answer, 503, "unavailable").path("detail").asString())
        .isEqualTo("Keys can't be had now; try again.");
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
  }

  @Test
  void half_of_an_answer_is_not_taken_for_a_whole_one() throws IOException {
    var answer =
        RawRequest.of("GET", "/api/fails/midway")
            .header("Authorization", "Bearer " + tokens.admin("ada", Duration.ofMinutes(1)))
            .body(port, "");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).contains("half").doesNotContain("secret").doesNotEndWith("0\r\n\r\n");
  }

  @Test
  void invalid_fields_are_listed_by_their_names_on_the_wire() {
    var body =
        badOrder("{\"display_name\": \"\", \"token_limit\": -1, \"inner\": {\"retry_count\": 0}}");
    assertThat(body.path("errors").findValuesAsString("field"))
        .containsExactly("display_name", "inner.retry_count", "token_limit");
    assertThat(body.path("errors").findValuesAsString("message"))
        .containsExactly("must not be blank", "must be greater than 0", "must be greater than 0");
  }

  @Test
  void messages_are_english_whatever_the_client_speaks() {
    var answer =
        agent(AGENT)
            .send(
                "POST",
                ORDERS,
                "application/json",
                BodyPublishers.ofString("{\"display_name\": \"\"}"),
                "Accept-Language",
                "de");
    assertThat(problem(answer, 400, "invalid_request").path("detail").asString())
        .isEqualTo("display_name must not be blank.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'displayName': 'x'} | displayName is not a known field.",
        "{'display_name': 'x', 'inner': {'retry_count': 1, 'hack': 1}} | inner.hack is not a known field.",
        "{'display_name': 5} | display_name must be a text.",
        "{'display_name': 'x', 'token_limit': '5'} | token_limit must be a whole number within"
            + " range.",
        "{'display_name': 'x', 'token_limit': 1.5} | token_limit must be a whole number within"
            + " range.",
        "{'display_name': 'x', 'token_limit': 99999999999999999999} | token_limit must be a whole"
            + " number within range.",
        "{'display_name': 'x', 'cost_usd': 'a'} | cost_usd must be a number.",
        "{'display_name': 'x', 'agent_id': 'a'} | agent_id must be a UUID.",
        "{'display_name': 'x', 'overage_policy': 'BLOCK_ALL'} | overage_policy must be one of"
            + " block_all, allow.",
        "{'display_name': 'x', 'overage_policy': 0} | overage_policy must be one of block_all,"
            + " allow.",
        "{'display_name': 'x', 'due_at': 12} | due_at must be a time such as 2026-01-31T12:00:00Z.",
        "{'display_name': 'x', 'due_at': '2026-01-31'} | due_at must be a time such as"
            + " 2026-01-31T12:00:00Z.",
        "{'display_name': 'x', 'inner': []} | inner must be an object.",
        "{'display_name': 'x', 'inner': {'retry_count': null}} | inner.retry_count must be a whole"
            + " number within range.",
        "{'display_name': 'x', 'inner': {'retry_count': 13}} | inner must not be 13.",
        "{'display_name': 'x', 'inner': {'policies': [null, 'x']}} | inner.policies[1] must be one"
            + " of block_all, allow.",
        "[] | body must be an object.",
        "null | The request body is missing.",
        "{'display_name': 'x'} {} | body must be the only JSON value.",
      })
  void a_body_of_the_wrong_shape_is_explained(String json, String detail) {
    assertThat(badOrder(json.replace('\'', '"')).path("detail").asString()).isEqualTo(detail);
  }

  @Test
  void a_body_that_is_no_json_is_explained() {
    assertThat(badOrder("").path("detail").asString()).isEqualTo("The request body is missing.");
    assertThat(badOrder("{").path("detail").asString()).contains("not valid JSON (line 1");
    assertThat(badOrder("{\"display_name\": \"\u00ff").path("detail").asString())
        .contains("not valid JSON");
    assertThat(badOrder("{'a': 1}").path("detail").asString()).contains("not valid JSON");
    assertThat(badOrder("{\"display_name\": NaN}").path("detail").asString()).contains("not valid");
  }

  @Test
  void a_field_given_twice_is_refused_however_deep() {
    assertThat(
            badOrder("{\"display_name\":\"x\",\"display_name\":\"y\"}").path("detail").asString())
        .endsWith("A field is given twice.");
    assertThat(
            badOrder("{\"display_name\":\"x\",\"payload\":{\"a\":{\"b\":1,\"b\":2}}}")
                .path("detail")
                .asString())
        .endsWith("A field is given twice.");
  }

  @Test
  void json_nested_too_deeply_is_refused() {
    var deep = "[".repeat(100_000) + "]".repeat(100_000);
    assertThat(
            badOrder("{\"display_name\":\"x\",\"payload\":" + deep + "}").path("detail").asString())
        .startsWith("The JSON is nested too deeply");
  }

  @Test
  void bytes_that_are_no_utf8_are_refused() {
    var answer =
        agent(AGENT)
            .send(
                "POST",
                ORDERS,
                "application/json",
                BodyPublishers.ofByteArray(
                    "{\"display_name\":\"ÿ\"}".getBytes(StandardCharsets.ISO_8859_1)));
    problem(answer, 400, "invalid_request");
  }

  @Test
  void parameters_are_explained() {
    assertThat(detail("/api/things?policy=x")).isEqualTo("policy must be one of block_all, allow.");
    assertThat(detail("/api/things?since=yesterday"))
        .isEqualTo("since must be a time such as 2026-01-31T12:00:00Z.");
    assertThat(detail("/api/things?thing=x")).isEqualTo("thing must be a UUID.");
    assertThat(detail("/api/things?limit=0")).isEqualTo("limit must be between 1 and 200.");
    assertThat(detail("/api/things?limit=201")).isEqualTo("limit must be between 1 and 200.");
    assertThat(detail("/api/things?limit=x")).isEqualTo("limit must be a whole number.");
    assertThat(detail("/api/things?cursor=x")).isEqualTo("cursor is not a cursor of this list.");
    assertThat(detail("/api/required")).isEqualTo("maxCount is required.");
    assertThat(detail("/api/required?maxCount=1")).isEqualTo("If-Match is required.");
    assertThat(detail("/api/required?maxCount=x"))
        .isEqualTo("max_count must be a whole number within range.");
    var invalid =
        admin()
            .send(
                "GET", "/api/required?maxCount=0", null, BodyPublishers.noBody(), "If-Match", "1");
    assertThat(problem(invalid, 400, "invalid_request").path("errors").findValuesAsString("field"))
        .containsExactly("max_count");
  }

  @Test
  void parameters_that_are_no_utf8_are_refused() {
    for (String value : List.of("%ED%A0%80", "%ff", "%c0%ae")) {
      problem(admin().get("/api/things?limit=" + value), 400, "invalid_request");
    }
  }

  @Test
  void a_method_or_type_that_a_path_does_not_know_is_named() {
    var method = admin().send("DELETE", ORDERS, null, BodyPublishers.noBody());
    problem(method, 405, "method_not_allowed");
    assertThat(method.headers().firstValue("Allow")).hasValue("POST");

    var type = agent(AGENT).send("POST", ORDERS, "text/plain", BodyPublishers.ofString("x"));
    problem(type, 415, "unsupported_media_type");
    problem(
        agent(AGENT).send("POST", ORDERS, null, BodyPublishers.ofString("{}")),
        415,
        "unsupported_media_type");
    problem(
        agent(AGENT).send("POST", ORDERS, "rubbish", BodyPublishers.ofString("{}")),
        415,
        "unsupported_media_type");
    problem(
        agent(AGENT)
            .send(
                "GET", "/api/agents/" + AGENT, null, BodyPublishers.noBody(), "Accept", "text/csv"),
        406,
        "not_acceptable");
  }

  @Test
  void a_body_over_the_limit_is_refused_with_and_without_a_length() {
    var fits = body(1024 * 1024);
    assertThat(badOrder(fits).path("errors").findValuesAsString("field"))
        .containsExactly("display_name");
    var over = body(1024 * 1024 + 1);
    var body = problem(agent(AGENT).post(ORDERS, over), 413, "payload_too_large");
    assertThat(body.path("limit_bytes").asLong()).isEqualTo(1024 * 1024);
    var chunked =
        agent(AGENT)
            .send(
                "POST",
                ORDERS,
                "application/json",
                BodyPublishers.ofInputStream(
                    () -> new ByteArrayInputStream(over.getBytes(StandardCharsets.UTF_8))));
    problem(chunked, 413, "payload_too_large");
  }

  @Test
  void an_upload_has_a_limit_of_its_own() {
    assertThat(upload(admin(), 900_000).statusCode()).isEqualTo(200);
    problem(upload(admin(), 1_200_000), 413, "file_too_large");
    problem(upload(worker(), 1_200_000), 403, "forbidden");
    var noFile =
        admin()
            .send(
                "POST",
                "/api/upload",
                "multipart/form-data; boundary=b",
                BodyPublishers.ofString("--b--\r\n"));
    problem(noFile, 400, "invalid_request");
    problem(
        admin().send("POST", "/api/upload", "multipart/form-data", BodyPublishers.ofString("x")),
        400,
        "invalid_request");
  }

  @Test
  void paths_that_the_firewall_or_tomcat_refuse_are_problems_too() {
    for (String path : List.of("/api/%00", "/api//agents", "/api/agents;a=b", "/api/%2e%2e/x")) {
      var answer = admin().get(path);
      assertThat(answer.statusCode()).as(path).isEqualTo(400);
      assertThat(answer.headers().firstValue("Content-Type"))
          .as(path)
          .hasValue("application/problem+json");
      assertThat(json(answer).path("reason").asString()).isEqualTo("invalid_request");
    }
  }

  @Test
  void what_never_reaches_the_application_is_a_problem_too() throws IOException {
    for (String request :
        List.of(
            "GET /a|b\u0001 HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET /a HTTP/1.1\r\n\r\n",
            "GET /a HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
            "G\u0001T /a HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET /a HTTP/1.1\r\nHost: x\r\nX: " + "y".repeat(100_000) + "\r\n\r\n")) {
      var answer = raw(request);
      var head = answer.substring(0, Math.max(0, answer.indexOf("\r\n\r\n")));
      assertThat(head).startsWith("HTTP/1.1 4").contains("application/problem+json");
      var body = answer.substring(answer.indexOf('{'), answer.lastIndexOf('}') + 1);
      assertThat(Json.mapper().readTree(body).path("reason").asString())
          .isEqualTo("invalid_request");
    }
  }

  @Test
  void what_http_has_and_this_service_does_not_do_is_no_failure_of_it() throws IOException {
    for (var target : List.of("x:80", "/api/agents")) {
      assertThat(raw("CONNECT " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
          .startsWith("HTTP/1.1 501")
          .contains("application/problem+json")
          .contains("\"reason\":\"method_not_allowed\"");
    }
    assertThat(raw("POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: x\r\n\r\n"))
        .contains("\"reason\":\"invalid_request\"");
    assertThat(raw("GET /a HTTP/7.0\r\nHost: x\r\n\r\n"))
        .startsWith("HTTP/1.1 505")
        .contains("\"reason\":\"invalid_request\"");
  }

  private String raw(String request) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private JsonNode badOrder(String json) {
    return problem(agent(AGENT).post(ORDERS, json), 400, "invalid_request");
  }

  private String detail(String path) {
    return problem(admin().get(path), 400, "invalid_request").path("detail").asString();
  }

  private HttpResponse<String> upload(Client caller, int bytes) {
    var form =
        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n"
            + "x".repeat(bytes)
            + "\r\n--b--\r\n";
    return caller.send(
        "POST", "/api/upload", "multipart/form-data; boundary=b", BodyPublishers.ofString(form));
  }

  /** A body of exactly so many bytes whose only fault is a name that is too long. */
  private static String body(int bytes) {
    var before = "{\"display_name\":\"";
    var after = "\"}";
    return before + "x".repeat(bytes - before.length() - after.length()) + after;
  }
}
