package com.geniinow.runtime.command.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.ErrorLog;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.security.Calls.Body;
import com.geniinow.runtime.command.security.OpenApi.Route;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Headers that are legal or not, and that nobody meant when the routes were written. */
@RuntimeTest
class OddHeadersTest {
  @LocalServerPort int port;
  private Calls calls;
  private UUID agent;
  private String webhook;

  @BeforeEach
  void anAgent() {
    calls = new Calls(port);
    var api = new Api(port);
    agent = api.provision(Map.of());
    var hook = Map.of("url", "https://93.184.216.34/hook", "events", List.of("file.stored"));
    webhook = api.asAgent(agent, "POST", "/api/webhooks", hook).text("webhook_id");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"*/*", "*", "application/*", "text/*", "application/*+json", "multipart/*"})
  void no_route_fails_on_a_type_with_a_wildcard(String type) {
    try (var log = new ErrorLog()) {
      for (var route : routesWithBody()) {
        var answer = send(route, new Body(type, "{}".getBytes(StandardCharsets.UTF_8)));
        assertThat(answer.statusCode()).as("%s: %s", route, answer.body()).isEqualTo(415);
      }
      assertThat(log.tracesWith("wildcard")).isEmpty();
    }
  }

  @Test
  void no_route_reads_a_body_in_a_coding() {
    for (var route : routesWithBody()) {
      var type = route.contentType() + (route.contentType().startsWith("m") ? ";boundary=b" : "");
      var body = new Body(type, "{}".getBytes(StandardCharsets.UTF_8));
      // Of an entity that nobody has: to verify the whole store takes long.
      var query = route.name().equals("POST /api/audit/verify") ? "?entity_id=" + agent : "";
      var answer = send(route, query, body, "Content-Encoding", "gzip");
      assertThat(answer.statusCode()).as("%s: %s", route, answer.body()).isEqualTo(415);
      assertThat(answer.headers().firstValue("Accept-Encoding")).hasValue("identity");
      assertThat(send(route, query, body, "Content-Encoding", "identity").statusCode())
          .as(route.name())
          .isNotEqualTo(415);
    }
  }

  @Test
  void no_route_takes_json_that_is_no_utf_8() {
    var json = "{\"reason\":\"\u00C0\u0080\"}".getBytes(StandardCharsets.ISO_8859_1);
    for (var route : routesWithBody()) {
      if (route.contentType().equals("application/json")) {
        var answer = send(route, new Body("application/json", json));
        assertThat(answer.statusCode()).as("%s: %s", route, answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains("not in UTF-8");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",", "*/*,,", ", */*"})
  void an_element_of_accept_that_is_empty_is_passed_over(String accept) {
    for (var path : List.of("/actuator/prometheus", "/actuator/health", "/api/agents/" + agent)) {
      var answer = calls.send("GET", path, Calls.admin(), Body.NONE, "Accept", accept);
      assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isEqualTo(200);
    }
  }

  @Test
  void actuator_keeps_types_of_its_own() {
    var type = "application/vnd.spring-boot.actuator.v2+json";
    var answer = calls.send("GET", "/actuator/health", null, Body.NONE, "Accept", type);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue(type);
  }

  private List<Route> routesWithBody() {
    return OpenApi.pinned().routes().stream()
        .filter(route -> !route.contentType().isEmpty())
        .toList();
  }

  private HttpResponse<String> send(Route route, Body body) {
    return send(route, "", body);
  }

  private HttpResponse<String> send(Route route, String query, Body body, String... headers) {
    var path =
        route
            .path()
            .replace("{id}", agent.toString())
            .replace("{attempt}", "1")
            .replace("{model}", "odd-model")
            .replace("{webhook_id}", webhook)
            .replaceAll("\\{(entity|key|memory|schedule)_id}", agent.toString())
            .replaceAll("\\{[a-z_]+}", "k");
    var token =
        route.roles().contains("worker")
            ? Calls.worker()
            : route.roles().contains("agent") ? Calls.agent(agent) : Calls.admin();
    return calls.send(route.method(), path + query, token, body, headers);
  }
}
