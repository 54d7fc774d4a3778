package com.geniinow.runtime.command.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.security.Calls.Body;
import com.geniinow.runtime.command.security.OpenApi.Route;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** SQL where values belong: in every parameter, part of a path and text of every route. */
@RuntimeTest
class InjectionTest {
  private static final Duration SLEEP = Duration.ofSeconds(15);
  private static final List<String> ATTACKS =
      List.of(
          "' OR '1'='1",
          "x' OR 1=1 --",
          "') OR true --",
          "'; SELECT pg_sleep(15) --",
          "1; SELECT pg_sleep(15)",
          "' UNION SELECT name FROM agents --",
          "%",
          "\\' OR true --");

  @LocalServerPort int port;

  @AfterEach
  void leaveNothing() {
    Stage.leave(port);
  }

  @Test
  void sql_in_a_parameter_shows_nothing_of_others_and_is_never_run() {
    var calls = new Calls(port);
    var api = OpenApi.pinned();
    var files = api.routes().stream().anyMatch(r -> r.path().endsWith("/files"));
    var memory = api.routes().stream().anyMatch(r -> r.path().endsWith("/memory/{key}"));
    var stage = Stage.of(calls, api.routes().getFirst(), files, memory);
    var own = stage.actor("own");
    var others = List.of(stage.actor("same entity").mark(), stage.actor("other entity").mark());
    for (var route : api.routes()) {
      if (!route.method().equals("GET")) {
        continue;
      }
      for (var attack : ATTACKS) {
        for (var query : queries(route, attack)) {
          long before = System.nanoTime();
          var answer =
              calls.send(
                  "GET",
                  Stage.path(route, own).replaceAll("\\?.*", "") + query,
                  Calls.agent(own.agent()),
                  Body.NONE);
          assertThat(answer.statusCode())
              .as("%s%s: %s", route, query, answer.body())
              .isLessThan(500);
          assertThat(answer.body()).as("%s%s", route, query).doesNotContain(others);
          assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(SLEEP);
        }
      }
    }
    var admin = calls.send("GET", "/api/agents/" + own.agent(), Calls.admin(), Body.NONE);
    assertThat(admin.statusCode()).as("the table is still there").isEqualTo(200);
  }

  private static List<String> queries(Route route, String attack) {
    var encoded = URLEncoder.encode(attack, StandardCharsets.UTF_8);
    return route
        .operation()
        .path("parameters")
        .valueStream()
        .filter(parameter -> parameter.path("in").asString().equals("query"))
        .map(parameter -> "?" + parameter.path("name").asString() + "=" + encoded)
        .toList();
  }
}
