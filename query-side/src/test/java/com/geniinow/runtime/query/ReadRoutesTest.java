package com.geniinow.runtime.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.platform.security.JwtMinter;
import com.geniinow.runtime.query.testing.Database;
import com.geniinow.runtime.query.testing.RecordedAgent;
import com.geniinow.runtime.servers.LocalServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The read routes in a process of their own, over HTTP. */
class ReadRoutesTest {
  private static final String SECRET = "a-secret-of-tests-that-is-long-enough";
  private static final Duration HOUR = Duration.ofHours(1);
  private static final JwtMinter MINTER = new JwtMinter(SECRET, Clock.systemUTC());
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final JsonMapper JSON = new JsonMapper();
  private static final List<String> OF_AN_AGENT =
      List.of("", "/tasks", "/quota", "/quota/usage", "/files", "/ledger", "/memory");

  private static ConfigurableApplicationContext service;

  private final RecordedAgent agent = RecordedAgent.provisioned();
  private final String base = "/api/agents/" + agent.id();
  private final String admin = MINTER.admin("ann", HOUR);

  @BeforeAll
  static void start() {
    assertThat(Database.superuser()).as("its schema is up to date").isNotNull();
    service =
        QuerySideApplication.builder()
            .run(
                "--server.port=0",
                "--genii.database.url=" + LocalServers.shared().databaseUrl(),
                "--genii.database.query-password=query",
                "--genii.jwt.secret=" + SECRET);
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void names_are_in_snake_case_and_documents_are_embedded() {
    var task = agent.submitted();
    agent.commit(agent.happened().started(task, 1), agent.happened().completed(task, 1));

    var shown = json(get(base, admin));
    assertThat(shown.path("agent_id").asString()).isEqualTo(agent.id().toString());
    assertThat(shown.path("metadata").path("a").asInt()).isEqualTo(1);
    assertThat(shown.path("status").asString()).isEqualTo("active");
    var done = json(get("/api/tasks/" + task, admin));
    assertThat(done.path("result").path("done").asBoolean()).isTrue();
    assertThat(done.path("completed_at").asString()).isEqualTo(agent.happened().at().toString());
    assertThat(done.path("payload").isObject()).isTrue();
    var listed = json(get(base + "/tasks", admin)).path("items").path(0);
    assertThat(listed.path("task_id").asString()).isEqualTo(task.toString());
    assertThat(listed.has("payload") || listed.has("result")).isFalse();
    var entry = json(get(base + "/ledger", admin)).path("items").path(0);
    assertThat(entry.path("details").path("by").asString()).isEqualTo("admin");
  }

  @Test
  void each_route_answers_whoever_may_read_and_nobody_else() {
    var founder = MINTER.founder("fred", agent.entity(), HOUR);
    var self = MINTER.agent(agent.id(), HOUR);
    for (var route : OF_AN_AGENT) {
      for (var token : List.of(admin, founder, self)) {
        assertThat(get(base + route, token).statusCode()).as(route).isEqualTo(200);
      }
      assertThat(get(base + route, null).statusCode()).as(route).isEqualTo(401);
      for (var token :
          List.of(
              MINTER.founder("eve", UUID.randomUUID(), HOUR),
              MINTER.agent(UUID.randomUUID(), HOUR),
              MINTER.worker("w", HOUR))) {
        assertThat(get(base + route, token).statusCode()).as(route).isEqualTo(403);
      }
    }
    assertThat(get(base + "/ledger/export", self).statusCode()).isEqualTo(403);
    assertThat(get(base + "/ledger/export", founder).body().lines()).hasSize(2);
  }

  @Test
  void to_others_an_agent_that_is_there_looks_like_one_that_is_not() {
    var eve = MINTER.founder("eve", UUID.randomUUID(), HOUR);
    var there = json(get(base, eve));
    var missing = json(get("/api/agents/" + UUID.randomUUID(), eve));

    for (var field : List.of("status", "title", "detail", "code")) {
      assertThat(missing.path(field)).as(field).isEqualTo(there.path(field));
    }
    var unknown = "/api/agents/" + UUID.randomUUID();
    for (var route : List.of("", "/tasks", "/quota", "/quota/usage", "/files", "/ledger")) {
      assertThat(get(unknown + route, admin).statusCode()).as(route).isEqualTo(404);
    }
  }

  @Test
  void a_cursor_goes_on_in_its_own_list_under_its_own_filter_alone() {
    for (var n = 0; n < 3; n++) {
      agent.submitted();
    }
    var other = RecordedAgent.provisioned();
    var page = json(get(base + "/tasks?limit=2", admin));
    var cursor = "cursor=" + page.path("next_cursor").asString();

    assertThat(page.path("items")).hasSize(2);
    var last = json(get(base + "/tasks?limit=2&" + cursor, admin));
    assertThat(last.path("items")).hasSize(1);
    assertThat(last.path("next_cursor").isNull()).isTrue();
    for (var elsewhere :
        List.of(
            base + "/tasks?status=queued&" + cursor,
            base + "/files?" + cursor,
            "/api/agents/" + other.id() + "/tasks?" + cursor)) {
      assertThat(get(elsewhere, admin).statusCode()).as(elsewhere).isEqualTo(400);
    }
  }

  @Test
  void what_is_asked_for_in_a_wrong_way_is_refused_by_name() {
    for (var query :
        List.of("limit=0", "limit=201", "limit=x", "cursor=x", "status=gone", "colour=red")) {
      var answer = get(base + "/tasks?" + query, admin);
      assertThat(answer.statusCode()).as(query).isEqualTo(400);
      assertThat(answer.body()).contains(query.substring(0, query.indexOf('=')));
    }
    assertThat(get("/api/agents/1-1-1-1-1", admin).statusCode()).isIn(400, 404);
    assertThat(
            get(base + "/ledger?from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z", admin)
                .statusCode())
        .isEqualTo(400);
  }

  private static JsonNode json(HttpResponse<String> answer) {
    return JSON.readTree(answer.body());
  }

  private static HttpResponse<String> get(String path, String token) {
    var port = service.getEnvironment().getProperty("local.server.port");
    var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    try {
      return CLIENT.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
