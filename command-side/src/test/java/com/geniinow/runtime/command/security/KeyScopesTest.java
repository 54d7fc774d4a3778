package com.geniinow.runtime.command.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.security.OpenApi.Route;
import com.geniinow.runtime.platform.security.KeyScope;
import com.geniinow.runtime.platform.security.KeyScopes;
import com.geniinow.runtime.platform.web.Json;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Which scope opens which of the routes that an agent may call. */
@RuntimeTest
class KeyScopesTest {
  private static final String ALL = "tasks files memory gateway read";

  private static final Map<String, String> OPENED_BY =
      Map.ofEntries(
          Map.entry("GET /api/agents", "read"),
          Map.entry("GET /api/agents/{id}", "read"),
          Map.entry("GET /api/agents/{id}/files", "files read"),
          Map.entry("POST /api/agents/{id}/files", "files"),
          Map.entry("DELETE /api/agents/{id}/files/{file_id}", "files"),
          Map.entry("DELETE /api/agents/{id}/memories/{memory_id}", "memory"),
          Map.entry("GET /api/agents/{id}/memories", "memory read"),
          Map.entry("GET /api/agents/{id}/memories/{memory_id}", "memory read"),
          Map.entry("PATCH /api/agents/{id}/memories/{memory_id}", "memory"),
          Map.entry("POST /api/agents/{id}/memories/forget", "memory"),
          Map.entry("GET /api/agents/{id}/files/{file_id}/url", "files read"),
          Map.entry("GET /api/agents/{id}/keys", "read"),
          Map.entry("GET /api/agents/{id}/ledger", "read"),
          Map.entry("GET /api/agents/{id}/memory", "memory read"),
          Map.entry("POST /api/agents/{id}/memory/embed", "memory"),
          Map.entry("POST /api/agents/{id}/memory/search", "memory"),
          Map.entry("DELETE /api/agents/{id}/memory/{key}", "memory"),
          Map.entry("GET /api/agents/{id}/memory/{key}", "memory read"),
          Map.entry("PATCH /api/agents/{id}/memory/{key}", "memory"),
          Map.entry("PUT /api/agents/{id}/memory/{key}", "memory"),
          Map.entry("GET /api/agents/{id}/quota", "read"),
          Map.entry("GET /api/agents/{id}/quota/usage", "read"),
          Map.entry("GET /api/agents/{id}/stream", "read"),
          Map.entry("GET /api/agents/{id}/tasks", "tasks read"),
          Map.entry("GET /api/agents/{id}/schedules", "tasks read"),
          Map.entry("POST /api/agents/{id}/schedules", "tasks"),
          Map.entry("GET /api/agents/{id}/schedules/{schedule_id}", "tasks read"),
          Map.entry("DELETE /api/agents/{id}/schedules/{schedule_id}", "tasks"),
          Map.entry("POST /api/agents/{id}/schedules/{schedule_id}/pause", "tasks"),
          Map.entry("POST /api/agents/{id}/schedules/{schedule_id}/resume", "tasks"),
          Map.entry("POST /api/agents/{id}/claims", "tasks"),
          Map.entry("POST /api/agents/{id}/results", "tasks"),
          Map.entry("POST /api/agents/{id}/heartbeats", "tasks"),
          Map.entry("GET /api/agents/{id}/tasks/counts", "tasks read"),
          Map.entry("GET /api/audit/keys", "read"),
          Map.entry("GET /api/prices", ALL),
          Map.entry("GET /api/task-types", ALL),
          Map.entry("POST /api/webhooks", "tasks"),
          Map.entry("GET /api/webhooks", "tasks read"),
          Map.entry("GET /api/webhooks/{webhook_id}", "tasks read"),
          Map.entry("PATCH /api/webhooks/{webhook_id}", "tasks"),
          Map.entry("DELETE /api/webhooks/{webhook_id}", "tasks"),
          Map.entry("GET /api/webhooks/{webhook_id}/deliveries", "tasks read"),
          Map.entry("POST /api/webhooks/{webhook_id}/rotate", "tasks"),
          Map.entry("POST /api/webhooks/{webhook_id}/replay", "tasks"),
          Map.entry("POST /api/webhooks/{webhook_id}/test", "tasks"),
          Map.entry("POST /api/tasks", "tasks"),
          Map.entry("POST /api/tasks/batch", "tasks"),
          Map.entry("GET /api/tasks/{id}", "tasks read"),
          Map.entry("POST /api/tasks/{id}/cancel", "tasks"),
          Map.entry("GET /api/agents/{id}/calls", "read"),
          Map.entry("GET /v1/models", "gateway read"),
          Map.entry("GET /v1/models/{model}", "gateway read"),
          Map.entry("POST /v1/chat/completions", "gateway"),
          Map.entry("POST /v1/embeddings", "gateway"),
          Map.entry("POST /v1/messages", "gateway"),
          Map.entry("POST /v1/messages/count_tokens", "gateway"),
          Map.entry("POST /v1/responses", "gateway"));

  @LocalServerPort int port;
  private Calls calls;
  private OpenApi api;

  @AfterEach
  void leaveNothing() {
    Stage.leave(port);
  }

  @BeforeEach
  void readTheDocument() {
    calls = new Calls(port);
    api = OpenApi.pinned();
  }

  @Test
  void each_route_that_an_agent_may_call_is_opened_by_what_the_table_says() {
    var found = new TreeMap<String, String>();
    for (var route : api.routes()) {
      if (route.roles().contains("agent")) {
        found.put(
            route.name(),
            Arrays.stream(KeyScope.values())
                .filter(scope -> KeyScopes.open(Set.of(scope), route.method(), route.path()))
                .map(KeyScope::wire)
                .collect(Collectors.joining(" ")));
      }
    }
    assertThat(found).isEqualTo(new TreeMap<>(OPENED_BY));
  }

  @Test
  void a_key_opens_the_routes_of_its_scope_and_hears_scope_missing_at_all_others() {
    // Of all routes that read no more than every agent has.
    var reads = Stage.ofOneEntity(calls, api.route("GET /api/agents/{id}"), true, true);
    var keysOfReads = keys(reads);
    for (var route : api.routes()) {
      if (route.roles().contains("agent")) {
        var isRead = Stage.isPlainRead(route);
        var stage =
            isRead
                ? reads
                : Stage.ofOneEntity(
                    calls,
                    route,
                    route.path().contains("/files"),
                    route.path().contains("/memory"));
        var keys = isRead ? keysOfReads : keys(stage);
        // Those that are refused first: they change nothing.
        Arrays.stream(KeyScope.values())
            .sorted(Comparator.comparing(scope -> opens(scope, route)))
            .forEach(scope -> asks(scope, keys.get(scope), route, stage));
      }
    }
  }

  /** A key of each scope of the caller's own agent. */
  private Map<KeyScope, String> keys(Stage stage) {
    var keys = new EnumMap<KeyScope, String>(KeyScope.class);
    for (var scope : KeyScope.values()) {
      var agent = stage.actor("own").agent();
      keys.put(scope, new Api(port).createKey(agent, scope.wire()).text("key"));
    }
    return keys;
  }

  private void asks(KeyScope scope, String key, Route route, Stage stage) {
    var own = stage.actor("own");
    var others = stage.call(route, key, stage.actor("same entity"));
    var answer = stage.call(route, key, own);
    var what = scope + " at " + route + ": " + answer.body();
    if (opens(scope, route)) {
      assertThat(answer.statusCode()).as(what).isBetween(200, 299);
    } else {
      assertThat(answer.statusCode()).as(what).isEqualTo(403);
      assertThat(reason(answer.body())).as(what).isEqualTo("scope_missing");
    }
    if (route.path().contains("{id}")) {
      assertThat(reason(others.body())).as(what).isEqualTo("forbidden");
    }
  }

  private static boolean opens(KeyScope scope, Route route) {
    return Set.of(String.valueOf(OPENED_BY.get(route.name())).split(" ")).contains(scope.wire());
  }

  private static String reason(String body) {
    var read = Json.mapper().readTree(body);
    return read.path("reason").asString(read.at("/error/code").asString(""));
  }
}
