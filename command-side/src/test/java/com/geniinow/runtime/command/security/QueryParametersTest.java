package com.geniinow.runtime.command.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.RuntimeTest;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A filter that is misspelt must not answer as if there were none. */
@RuntimeTest
class QueryParametersTest {
  @LocalServerPort int port;
  private Api api;
  private UUID agent;

  @BeforeEach
  void anAgent() {
    api = new Api(port);
    agent = api.provision(Map.of());
  }

  @ParameterizedTest
  @CsvSource({
    "/api/audit/agents/{id}?at=yesterday,at",
    "/api/audit/agents/{id}?as_of=yesterday,as_of",
    "/api/agents/{id}/ledger?type=x,type",
    "/api/agents/{id}/tasks?sort=x,sort",
    "/api/agents/{id}/tasks?Status=queued,Status",
    "/api/agents/{id}/tasks?status=,status",
    "/api/agents/{id}/tasks?limit=,limit",
    "/api/agents/{id}/tasks?limit=0,limit",
    "/api/agents/{id}/tasks?limit=5&limit=6,limit",
    "/api/agents/{id}/quota/usage?period=2026-03,period",
    "/api/agents/{id}/quota/usage?from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z,from",
    "/api/agents/{id}/files?from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z,from",
    "/api/agents/{id}/ledger?from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z,from",
    "/api/agents/{id}/quota?x,x",
    "/api/agents?entity=1,entity",
    "/api/agents/{id}/memory?%70refix=a&q=1,q"
  })
  void what_a_route_does_not_know_is_refused_by_its_name(String path, String name) {
    var answer = api.asAdmin("GET", path.replace("{id}", agent.toString()), null);
    assertThat(answer.status()).as("%s", answer).isEqualTo(400);
    assertThat(answer.text("reason")).isEqualTo("invalid_request");
    assertThat(answer.body().path("errors").path(0).path("field").asString()).isEqualTo(name);
  }

  @Test
  void routes_that_change_something_have_no_parameters_either() {
    var answer = api.asAgent(agent, "POST", "/api/tasks?dry_run=true", Map.of("type", "simulate"));
    assertThat(answer.status()).isEqualTo(400);
    var list = api.asAgent(agent, "GET", "/api/agents/" + agent + "/tasks", null).body();
    assertThat(list.path("items").size()).isZero();
  }

  @Test
  void who_may_not_ask_at_all_hears_that_first() {
    var other = api.provision(Map.of());
    assertThat(api.asAgent(other, "GET", "/api/agents/" + agent + "/tasks?sort=x", null).status())
        .isEqualTo(403);
  }

  @Test
  void a_cursor_goes_on_in_its_own_list_under_its_own_filters_alone() {
    for (int n = 0; n < 3; n++) {
      api.asAgent(agent, "POST", "/api/tasks", Map.of("type", "simulate"));
    }
    var list = "/api/agents/" + agent + "/tasks?limit=1";
    var first = api.asAdmin("GET", list + "&status=queued", null);
    var cursor = first.text("next_cursor");

    var second = api.asAdmin("GET", list + "&status=queued&cursor=" + cursor, null);
    assertThat(second.status()).isEqualTo(200);
    assertThat(second.body().path("items")).isNotEqualTo(first.body().path("items"));
    for (var wrong :
        new String[] {
          list + "&status=running&cursor=" + cursor,
          list + "&cursor=" + cursor,
          list + "&status=queued&cursor=" + cursor.substring(1),
          list + "&status=queued&cursor=x" + cursor,
          "/api/agents/" + api.provision(Map.of()) + "/tasks?status=queued&cursor=" + cursor,
          "/api/agents/" + agent + "/files?cursor=" + cursor
        }) {
      assertThat(api.asAdmin("GET", wrong, null).status()).as(wrong).isEqualTo(400);
    }
  }
}
