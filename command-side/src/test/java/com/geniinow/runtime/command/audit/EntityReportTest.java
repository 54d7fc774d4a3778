package com.geniinow.runtime.command.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Ledgers;
import com.geniinow.runtime.command.RuntimeTest;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** What an entity's agents did, in figures: each is what its own request lists. */
@RuntimeTest
class EntityReportTest {
  @LocalServerPort int port;
  @TempDir Path folder;

  private final UUID entity = UUID.randomUUID();
  private final String path = "/api/entities/" + entity + "/report";
  private Api api;
  private UUID agent;

  @BeforeEach
  void twoAgents() {
    api = new Api(port);
    agent = api.provision(Map.of("entity_id", entity.toString(), "name", "=1+1"));
    api.provision(Map.of("entity_id", entity.toString()));
    var task = Map.of("type", "simulate", "estimated_tokens", 40);
    for (var n = 0; n < 2; n++) {
      var id = api.asAgent(agent, "POST", "/api/tasks", task).text("task_id");
      var attempts = "/internal/tasks/" + id + "/attempts";
      api.asWorker("POST", attempts, Map.of("worker_id", "w"));
      var used = Map.of("input_tokens", 3, "output_tokens", 4 + n);
      api.asWorker("POST", attempts + "/1/complete", Map.of("result", Map.of(), "usage", used));
    }
    var third = api.asAgent(agent, "POST", "/api/tasks", task).text("task_id");
    api.asAgent(agent, "POST", "/api/tasks/" + third + "/cancel", null);
    api.asAdmin("PUT", "/api/agents/" + agent + "/quota", Map.of("monthly_token_limit", 50));
    assertThat(api.asAgent(agent, "POST", "/api/tasks", task).status()).isEqualTo(429);
    api.asAdmin("POST", "/api/agents/" + agent + "/keys", Map.of("name", "k"));
    api.asAdmin("PUT", "/api/budgets/entities/" + entity, Map.of("monthly_token_limit", 900));
  }

  @Test
  void each_figure_is_what_its_request_lists() {
    var report = api.asAuditor(entity, "GET", path, null);

    assertThat(report.status()).as("%s", report).isEqualTo(200);
    assertThat(report.body().path("agents")).hasSize(2);
    var figures = 0;
    for (var each : report.body().path("agents")) {
      for (var field : each.properties()) {
        if (field.getValue().has("count")) {
          assertCounts(field.getValue());
          figures++;
        }
      }
      for (var end : each.path("tasks")) {
        assertCounts(end);
      }
      assertUsage(each);
    }
    assertThat(figures).isEqualTo(2 * 7);
    assertCounts(report.body().path("budget_changes"));
  }

  @Test
  void what_happened_is_in_it() {
    var busy = agent(api.asFounder(entity, "GET", path, null).body());

    assertThat(busy.at("/submitted/count").asInt()).isEqualTo(3);
    assertThat(end(busy, "completed")).isEqualTo(2);
    assertThat(end(busy, "cancelled")).isEqualTo(1);
    assertThat(end(busy, "dead_lettered")).isZero();
    assertThat(busy.at("/refusals/count").asInt()).isEqualTo(1);
    assertThat(busy.at("/key_changes/count").asInt()).isEqualTo(1);
    assertThat(busy.at("/quota_changes/count").asInt()).isEqualTo(2);
    assertThat(busy.at("/models/0/tokens").asInt()).isEqualTo(15);
    assertThat(busy.at("/models/0/attempts").asInt()).isEqualTo(2);
  }

  @Test
  void nothing_of_another_while_is_in_it() {
    var past = agent(api.asAdmin("GET", path + "?to=2026-01-01T00:00:00Z", null).body());

    assertThat(past.at("/submitted/count").asInt()).isZero();
    assertThat(past.path("models")).isEmpty();
    assertThat(past.at("/submitted/query").asString()).endsWith("&to=2026-01-01T00:00:00Z");
    var backwards = "?from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z";
    assertThat(api.asAdmin("GET", path + backwards, null).status()).isEqualTo(400);
  }

  @Test
  void it_is_a_table_too_and_no_name_is_a_formula() throws Exception {
    var file = Ledgers.export(api, path + "?format=csv", folder.resolve("report.csv"));

    var rows = Files.readAllLines(file);
    assertThat(rows.getFirst()).isEqualTo("agent_id,name,figure,model,count,tokens,cost_usd,query");
    assertThat(rows).anyMatch(row -> row.startsWith(agent + ",\"'=1+1\",tasks_completed,,2,,,"));
    assertThat(rows).anyMatch(row -> row.startsWith(agent + ",\"'=1+1\",usage,,2,15,"));
    assertThat(rows).noneMatch(row -> row.contains(",=1+1"));
    assertThat(api.asAdmin("GET", path + "?format=pdf", null).status()).isEqualTo(400);
  }

  @Test
  void it_is_for_those_who_may_see_the_entity() {
    var other = UUID.randomUUID();
    assertThat(api.asAuditor(other, "GET", path, null).status()).isEqualTo(403);
    assertThat(api.asFounder(other, "GET", path, null).status()).isEqualTo(403);
    assertThat(api.asAgent(agent, "GET", path, null).status()).isEqualTo(403);
    var nobodys = "/api/entities/" + other + "/report";
    assertThat(api.asAdmin("GET", nobodys, null).status()).isEqualTo(404);
  }

  private void assertCounts(JsonNode figure) {
    long listed = 0;
    var query = figure.path("query").asString() + "&limit=2";
    var page = api.asAdmin("GET", query, null);
    assertThat(page.status()).as(query).isEqualTo(200);
    listed += page.body().path("items").size();
    while (page.body().path("next_cursor").isString()) {
      page = api.asAdmin("GET", query + "&cursor=" + page.text("next_cursor"), null);
      listed += page.body().path("items").size();
    }
    assertThat(listed).as("%s", figure).isEqualTo(figure.path("count").asLong());
  }

  private void assertUsage(JsonNode each) {
    for (var model : each.path("models")) {
      long tokens = 0;
      var cost = BigDecimal.ZERO;
      for (var use :
          api.asAdmin("GET", model.path("query").asString(), null).body().path("items")) {
        tokens += use.path("tokens").asLong();
        cost = cost.add(use.path("cost_usd").decimalValue());
      }
      assertThat(model.path("tokens").asLong()).isEqualTo(tokens);
      assertThat(model.path("cost_usd").decimalValue()).isEqualByComparingTo(cost);
    }
  }

  private JsonNode agent(JsonNode report) {
    for (var each : report.path("agents")) {
      if (each.path("agent_id").asString().equals(agent.toString())) {
        return each;
      }
    }
    throw new AssertionError(report);
  }

  private static int end(JsonNode agent, String status) {
    for (var end : agent.path("tasks")) {
      if (end.path("status").asString().equals(status)) {
        return end.path("count").asInt();
      }
    }
    throw new AssertionError(status);
  }
}
