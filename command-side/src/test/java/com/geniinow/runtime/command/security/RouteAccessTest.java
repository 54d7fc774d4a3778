package com.geniinow.runtime.command.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.security.Calls.Body;
import com.geniinow.runtime.command.security.OpenApi.Route;
import com.geniinow.runtime.command.security.Stage.Actor;
import com.geniinow.runtime.platform.web.Json;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Every route of the OpenAPI document, by every role, on what is its own, its entity's, another
 * entity's, and nobody's: the status must be that of docs/security.md, and the body must hold
 * nothing of an agent that the caller may not see.
 */
@RuntimeTest
class RouteAccessTest {
  private static final PinnedTable PINNED = new PinnedTable("access to routes");
  private static final List<String> ROLES =
      List.of("agent", "founder", "auditor", "auditor of all", "admin", "worker");
  private static final List<String> TARGETS =
      List.of("own", "same entity", "other entity", "nonexistent");
  private static final Map<Integer, String> REASONS =
      Map.of(400, "invalid_request", 401, "unauthenticated", 403, "forbidden", 404, "not_found");

  private static final Pattern REFUSED = Pattern.compile("(40[134] ?)+");

  @LocalServerPort int port;

  @Autowired
  @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping mapping;

  private OpenApi api;
  private Calls calls;
  private boolean hasFiles;
  private boolean hasMemory;

  @AfterEach
  void leaveNothing() {
    Stage.leave(port);
  }

  @BeforeEach
  void readTheDocument() {
    api = OpenApi.pinned();
    calls = new Calls(port);
    hasFiles = has("POST /api/agents/{id}/files");
    hasMemory = has("PUT /api/agents/{id}/memory/{key}");
  }

  @Test
  void each_role_gets_from_each_route_what_the_page_says() {
    var rows = new ArrayList<PinnedTable.Row>();
    // Of all routes that read no more than every agent has.
    var reads = stage(api.route("GET /api/agents/{id}"));
    var page = PINNED.read();
    for (var route : api.routes()) {
      var cells = new LinkedHashMap<String, String>();
      ROLES.forEach(role -> cells.put(role, ""));
      var stage = Stage.isPlainRead(route) ? reads : null;
      for (var role : refusedFirst(page.get("`" + route.name() + "`"))) {
        stage = stage == null ? stage(route) : stage;
        var cell = statuses(route, role, stage);
        cells.put(role, cell);
        // Reading changes nothing, nor does what is refused: another role can do it there too.
        if (!route.method().equals("GET") && !REFUSED.matcher(cell).matches()) {
          stage = null;
        }
      }
      rows.add(new PinnedTable.Row("`" + route.name() + "`", List.copyOf(cells.values())));
    }
    var columns = new ArrayList<>(List.of("route"));
    columns.addAll(ROLES);
    PINNED.assertIs(columns, rows);
  }

  /** Those first whom the page refuses: they share one stage with the first who may. */
  private static List<String> refusedFirst(@Nullable List<String> onPage) {
    return onPage == null || onPage.size() != ROLES.size()
        ? ROLES
        : ROLES.stream()
            .sorted(
                Comparator.comparing(
                    role -> !REFUSED.matcher(onPage.get(ROLES.indexOf(role))).matches()))
            .toList();
  }

  @Test
  void no_route_answers_without_a_good_token() {
    var stranger =
        new com.geniinow.runtime.platform.security.JwtMinter(
            "another-secret-that-is-long-enough-too", java.time.Clock.systemUTC());
    for (var route : api.routes()) {
      var path = route.path().replaceAll("\\{[^}]+}", "11111111-1111-4111-8111-111111111111");
      for (var token :
          new String[] {
            null, "x", "e30.e30.", stranger.admin("a", java.time.Duration.ofHours(1))
          }) {
        var answer = calls.send(route.method(), path, token, Body.NONE);
        assertThat(answer.statusCode()).as("%s with %s", route, token).isEqualTo(401);
        assertProblem(answer);
      }
    }
  }

  @Test
  void no_route_is_missing_in_the_document() {
    var described = api.routes().stream().map(Route::name).collect(Collectors.toSet());
    var served = new TreeSet<String>();
    mapping
        .getHandlerMethods()
        .forEach(
            (info, method) -> {
              if (method.getBeanType().getName().startsWith("com.geniinow")) {
                for (var path : info.getPatternValues()) {
                  info.getMethodsCondition().getMethods().forEach(m -> served.add(m + " " + path));
                }
              }
            });
    assertThat(served).isNotEmpty();
    assertThat(described).containsAll(served);
  }

  @Test
  void a_field_that_a_route_does_not_name_is_refused_and_changes_nothing() {
    for (var route : api.routes()) {
      // What a call of a model holds is the provider's.
      if (!route.contentType().equals("application/json") || route.path().startsWith("/v1/")) {
        continue;
      }
      var stage =
          Stage.alone(
              calls,
              route,
              hasFiles && route.path().contains("/files"),
              hasMemory && route.path().contains("/memory"));
      for (var field : List.of("role", "status", "monthly_tokens_used", "__proto__", "is_admin")) {
        var answer =
            calls.send(
                route.method(),
                Stage.path(route, stage.actor("own")),
                tokenFor(route, stage),
                Body.json("{\"" + field + "\":\"admin\"}"));
        assertThat(answer.statusCode()).as("%s with %s", route, field).isEqualTo(400);
        assertThat(answer.body()).contains("is not a known field");
      }
    }
  }

  /** Routes that read what every agent has find something of everything; others, their own. */
  private Stage stage(Route route) {
    var all = Stage.isPlainRead(route);
    return Stage.of(
        calls,
        route,
        hasFiles && (all || route.path().contains("/files")),
        hasMemory && (all || route.path().contains("/memory")));
  }

  private String statuses(Route route, String role, Stage stage) {
    var statuses = new LinkedHashMap<String, Integer>();
    var refusals = new TreeSet<String>();
    for (var whose : stage.isSameForAll(route) ? TARGETS.subList(0, 1) : TARGETS) {
      var target = stage.actor(whose);
      var answer = stage.call(route, token(role, stage), target);
      var what = "%s by %s on %s: %s".formatted(route, role, whose, answer.body());
      statuses.put(whose, answer.statusCode());
      if (answer.statusCode() >= 400) {
        assertProblem(answer);
        if (answer.statusCode() == 403) {
          refusals.add(answer.body().replaceAll("\"instance\":\"[^\"]*\",?", ""));
        }
      } else if (mayRead(role)) {
        assertThat(answer.body()).as(what).doesNotContain(hidden(stage, role, target));
      }
    }
    assertThat(refusals).as("%s by %s: ways to say 403", route, role).hasSizeLessThan(2);
    var known = statuses.values().stream().map(String::valueOf).distinct().toList();
    return known.size() == 1
        ? known.getFirst()
        : statuses.values().stream().map(String::valueOf).collect(Collectors.joining(" "));
  }

  private static boolean mayRead(String role) {
    return !role.equals("admin") && !role.equals("auditor of all");
  }

  /** What only those know whom the caller may not see. */
  private static String[] hidden(Stage stage, String role, Actor target) {
    return TARGETS.stream()
        .map(stage::actor)
        .filter(
            actor ->
                switch (role) {
                  case "agent" -> actor != stage.actor("own");
                  case "founder", "auditor" -> !actor.entity().equals(stage.actor("own").entity());
                  default -> actor != target;
                })
        .map(Actor::mark)
        .toArray(String[]::new);
  }

  private static String token(String role, Stage stage) {
    var own = stage.actor("own");
    return switch (role) {
      case "agent" -> Calls.agent(own.agent());
      case "founder" -> Calls.founder(own.entity());
      case "auditor" -> Calls.auditor(own.entity());
      case "auditor of all" -> Calls.auditor(null);
      case "admin" -> Calls.admin();
      case "worker" -> Calls.worker();
      default -> throw new AssertionError(role);
    };
  }

  /** One whose role the page lets in, if only to hear that it isn't the time for it. */
  private static String tokenFor(Route route, Stage stage) {
    var cells = PINNED.read().get("`" + route.name() + "`");
    assertThat(cells).as(route.name()).isNotNull();
    for (var role = 0; role < ROLES.size(); role++) {
      if (cells.get(role).startsWith("2") || cells.get(role).startsWith("409")) {
        return token(ROLES.get(role), stage);
      }
    }
    throw new AssertionError("nobody may call " + route);
  }

  private static void assertProblem(HttpResponse<String> answer) {
    var what = answer.request().method() + " " + answer.uri() + ": " + answer.body();
    var isCall = answer.uri().getPath().startsWith("/v1/");
    assertThat(answer.headers().firstValue("Content-Type"))
        .as(what)
        .hasValue(isCall ? "application/json" : "application/problem+json");
    var body = Json.mapper().readTree(answer.body());
    if (!isCall) {
      assertThat(body.path("status").asInt()).as(what).isEqualTo(answer.statusCode());
    }
    var reason = REASONS.get(answer.statusCode());
    if (reason != null) {
      assertThat(body.at(isCall ? "/error/code" : "/reason").asString()).as(what).isEqualTo(reason);
    }
  }

  private boolean has(String name) {
    return api.routes().stream().anyMatch(route -> route.name().equals(name));
  }
}
