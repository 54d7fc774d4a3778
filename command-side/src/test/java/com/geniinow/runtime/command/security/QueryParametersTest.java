package com.geniinow.runtime.command.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.RuntimeTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
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
    "/api/audit/budgets/platform?at=yesterday,at",
    "/api/audit/budgets/entities/{id}?as_of=yesterday,as_of",
    "/api/budgets/platform/ledger?from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z,from",
    "/api/budgets/entities/1-1-1-1-1,entity_id",
    "/api/agents/{id}/ledger?kind=x,kind",
    "/api/agents/{id}/tasks?sort=x,sort",
    "/api/agents/{id}/tasks?Status=queued,Status",
    "/api/agents/{id}/tasks?status=,status",
    "/api/agents/{id}/tasks?limit=,limit",
    "/api/agents/{id}/tasks?limit=0,limit",
    "/api/agents/{id}/tasks?limit=5&limit=6,limit",
    "/api/agents/{id}/tasks?limit=%2B5,limit",
    "/api/agents/{id}/tasks?limit=+5,limit",
    "/api/agents/{id}/tasks?limit=0x5,limit",
    "/api/agents/{id}/tasks?limit=5.0,limit",
    "/api/agents/{id}/tasks?limit=%D9%A5,limit",
    "/api/agents/{id}/tasks?limit=99999999999,limit",
    "/api/agents/{id}/tasks?cursor=,cursor",
    "/api/agents?entity_id=1-1-1-1-1,entity_id",
    "/api/agents?entity_id=%2011111111-1111-4111-8111-111111111111,entity_id",
    "/api/agents/{id}/files?task_id=1-1-1-1-1,task_id",
    "/api/agents/1-1-1-1-1,id",
    "/api/agents/{id}/ledger?from=%2B999999999-01-01T00:00:00Z,from",
    "/api/agents/{id}/files?to=%2B10000-01-01T00:00:00Z,to",
    "/api/agents/{id}/quota/usage?to=9999-12-31T23:59:59-18:00,to",
    "/api/agents/{id}/quota/usage?from=-0001-01-01T00:00:00Z,from",
    "/api/audit/agents/{id}?as_of=0000-01-01T00:00:00Z,as_of",
    "/api/audit/agents/{id}?as_of=2026-13-01T00:00:00Z,as_of",
    "/api/agents/{id}/quota/usage?period=9999-13,period",
    "/api/tasks/1-1-1-1-1,id",
    "/api/tasks/redrive/1-1-1-1-1,id",
    "/api/agents/{id}/quota/usage?period=2026-03,period",
    "/api/agents/{id}/quota/usage?Model=gpt-4o,Model",
    "/api/agents/{id}/quota/usage?model=a&model=b,model",
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
  void an_empty_prefix_is_no_prefix() {
    api.asAgent(agent, "PUT", "/api/agents/" + agent + "/memory/b", Map.of("value", 1));
    api.asAgent(agent, "PUT", "/api/agents/" + agent + "/memory/a", Map.of("value", 1));
    var list = "/api/agents/" + agent + "/memory?limit=1";

    var all = api.asAgent(agent, "GET", list + "&prefix=", null);
    assertThat(all.body().at("/items/0/key").asString()).isEqualTo("a");
    var rest = api.asAgent(agent, "GET", list + "&cursor=" + all.text("next_cursor"), null);
    assertThat(rest.body().at("/items/0/key").asString()).isEqualTo("b");
  }

  @Test
  void an_id_is_36_characters_in_bodies_too() {
    var entity = "11111111-1111-4111-8111-111111111111";
    for (var odd : List.of("1-1-1-1-1", "EREREREREREREREREREREQ==", " " + entity, "")) {
      var answer =
          api.asAdmin("POST", "/api/agents/provision", Map.of("name", "n", "entity_id", odd));
      assertThat(answer.status()).as("%s: %s", odd, answer).isEqualTo(400);
      assertThat(answer.body().at("/errors/0/field").asString()).isEqualTo("entity_id");
      var line = "{\"agent_id\":\"%s\",\"entity_id\":\"%s\",\"name\":\"n\"}".formatted(odd, entity);
      var taken =
          api.asAdmin(
              "POST",
              "/api/agents/import",
              "application/x-ndjson",
              line.getBytes(StandardCharsets.UTF_8));
      assertThat(taken.body().at("/failed/0/reason").asString()).contains("agent_id");
    }
  }

  @Test
  void an_attempt_is_a_plain_number() {
    for (var odd : List.of("%2B1", "0x1", "%201", "1-1-1-1-1")) {
      var answer =
          api.asWorker(
              "POST",
              "/internal/tasks/" + UUID.randomUUID() + "/attempts/" + odd + "/heartbeat",
              null);
      assertThat(answer.status()).as("%s: %s", odd, answer).isEqualTo(400);
    }
  }

  @Test
  void a_time_in_a_body_is_in_a_year_of_four_digits() {
    for (var odd : List.of("-999999999-01-01T00:00:00Z", "0000-01-01T00:00:00Z", "yesterday")) {
      var answer =
          api.asAdmin(
              "POST",
              "/api/tasks/redrive",
              Map.of("dry_run", true, "dead_lettered_before", odd, "agent_id", agent));
      assertThat(answer.status()).as("%s: %s", odd, answer).isEqualTo(400);
      assertThat(answer.body().at("/errors/0/field").asString()).isEqualTo("dead_lettered_before");
    }
  }

  @Test
  void a_dry_runs_cursor_goes_on_under_the_bodys_filter_alone() {
    deadLettered();
    deadLettered();
    var own = Map.of("dry_run", true, "agent_id", agent);
    var path = "/api/tasks/redrive?limit=1";
    var first = api.asAdmin("POST", path, own);
    var next = path + "&cursor=" + first.text("next_cursor");

    var second = api.asAdmin("POST", next, own);
    assertThat(second.status()).as("%s", second).isEqualTo(200);
    assertThat(second.body().path("items").size()).isEqualTo(1);
    assertThat(second.body().path("items")).isNotEqualTo(first.body().path("items"));
    for (var other :
        List.of(
            Map.of("dry_run", true),
            Map.of("dry_run", true, "agent_id", UUID.randomUUID()),
            Map.of(
                "dry_run", true, "agent_id", agent, "dead_lettered_before", "2020-01-01T00:00:00Z"),
            Map.of("agent_id", agent))) {
      var answer = api.asAdmin("POST", next, other);
      assertThat(answer.status()).as("%s: %s", other, answer).isEqualTo(400);
    }
  }

  @Test
  void a_limit_does_not_bound_a_redrive_and_so_is_refused() {
    var task = deadLettered();
    var answer = api.asAdmin("POST", "/api/tasks/redrive?limit=1", Map.of("agent_id", agent));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().at("/errors/0/field").asString()).isEqualTo("limit");
    assertThat(api.asAdmin("GET", "/api/tasks/" + task, null).text("status"))
        .isEqualTo("dead_lettered");
  }

  private String deadLettered() {
    var task = api.asAgent(agent, "POST", "/api/tasks", Map.of("type", "simulate")).text("task_id");
    var attempts = "/internal/tasks/" + task + "/attempts";
    api.asWorker("POST", attempts, Map.of("worker_id", "w"));
    api.asWorker("POST", attempts + "/1/fail", Map.of("error", "e", "retryable", false));
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                api.asAdmin("GET", "/api/tasks/" + task, null)
                    .text("status")
                    .equals("dead_lettered"));
    return task;
  }

  @Test
  void who_may_not_ask_at_all_hears_that_first() {
    var other = api.provision(Map.of());
    assertThat(api.asAgent(other, "GET", "/api/agents/" + agent + "/tasks?sort=x", null).status())
        .isEqualTo(403);
  }

  @Test
  void a_cursor_goes_on_in_its_own_list_under_its_own_filters_alone() {
    for (var n = 0; n < 3; n++) {
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
