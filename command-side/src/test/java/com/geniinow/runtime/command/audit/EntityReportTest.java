package com.geniinow.runtime.command.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Ledgers;
import com.geniinow.runtime.command.RuntimeTest;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
  /** What a worker may call a model, and no address may hold as it is. */
  private static final String ODD_MODEL = "odd & own/model=1+1 %20#?é";

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
      work(Map.of("input_tokens", 3, "output_tokens", 4 + n));
    }
    var third = api.asAgent(agent, "POST", "/api/tasks", task).text("task_id");
    api.asAgent(agent, "POST", "/api/tasks/" + third + "/cancel", null);
    api.asAdmin("PUT", "/api/agents/" + agent + "/quota", Map.of("monthly_token_limit", 50));
    assertThat(api.asAgent(agent, "POST", "/api/tasks", task).status()).isEqualTo(429);
    api.asAdmin("POST", "/api/agents/" + agent + "/keys", Map.of("name", "k"));
    api.asAdmin("PUT", "/api/budgets/entities/" + entity, Map.of("monthly_token_limit", 900));
  }

  /** A task that is done, and used so much. */
  private void work(Map<String, ?> used) {
    var task = Map.of("type", "simulate", "estimated_tokens", 40);
    var id = api.asAgent(agent, "POST", "/api/tasks", task).text("task_id");
    var attempts = "/internal/tasks/" + id + "/attempts";
    api.asWorker("POST", attempts, Map.of("worker_id", "w"));
    var result = Map.of("result", Map.of(), "usage", used);
    var answer = api.asWorker("POST", attempts + "/1/complete", result);
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
  }

  @Test
  void each_figure_is_what_its_request_lists() {
    var report = api.asAuditor(entity, "GET", path, null);

    assertThat(report.status()).as("%s", report).isEqualTo(200);
    assertThat(report.body().path("agents")).hasSize(2);
    report.body().path("agents").forEach(this::assertFigures);
    assertCounts(report.body().path("budget_changes"));
    assertThat(report.body().path("next_cursor").isNull()).isTrue();
  }

  @Test
  void what_was_used_of_each_model_is_what_its_own_request_lists() {
    api.asAdmin("PUT", "/api/agents/" + agent + "/quota", Map.of("monthly_token_limit", 5_000));
    work(Map.of("model", "gpt-4o-mini", "input_tokens", 10, "output_tokens", 1));
    work(Map.of("model", "gpt-4o-mini", "input_tokens", 11, "output_tokens", 2));
    work(Map.of("model", ODD_MODEL, "input_tokens", 12, "output_tokens", 3));

    for (var range : List.of("", "?from=2026-01-01T00:00:00Z&to=2100-01-01T00:00:00Z")) {
      var busy = agent(api.asAuditor(entity, "GET", path + range, null).body());
      assertThat(busy.path("models"))
          .extracting(model -> model.path("model").asString(""))
          .containsExactlyInAnyOrder("gpt-4o-mini", ODD_MODEL, "");
      assertThat(busy.path("models"))
          .extracting(model -> model.path("tokens").asLong())
          .containsExactlyInAnyOrder(24L, 15L, 15L);
      assertThat(busy.path("models"))
          .extracting(model -> model.path("query").asString())
          .doesNotHaveDuplicates();
      assertUsage(busy);
    }
  }

  @Test
  void pages_hold_each_agent_once_with_the_same_figures() {
    for (var n = 0; n < 3; n++) {
      api.provision(Map.of("entity_id", entity.toString()));
    }
    var whole = api.asAuditor(entity, "GET", path, null).body();
    var paged = new ArrayList<JsonNode>();
    var page = api.asAuditor(entity, "GET", path + "?limit=2", null);
    while (true) {
      assertThat(page.status()).as("%s", page).isEqualTo(200);
      assertThat(page.body().path("agents").size()).isBetween(1, 2);
      assertThat(page.body().path("budget_changes")).isEqualTo(whole.path("budget_changes"));
      page.body().path("agents").forEach(paged::add);
      if (page.body().path("next_cursor").isNull()) {
        break;
      }
      var next = path + "?limit=2&cursor=" + page.text("next_cursor");
      page = api.asAuditor(entity, "GET", next, null);
    }

    assertThat(paged).hasSize(5).doesNotHaveDuplicates();
    var all = new ArrayList<JsonNode>();
    whole.path("agents").forEach(all::add);
    assertThat(paged).isEqualTo(all);
    paged.forEach(this::assertFigures);
    assertThat(api.asAdmin("GET", path + "?limit=0", null).status()).isEqualTo(400);
    assertThat(api.asAdmin("GET", path + "?cursor=none", null).status()).isEqualTo(400);
  }

  @Test
  void a_table_has_all_agents_however_many_they_are_and_says_where_it_ends() throws Exception {
    for (var n = 0; n < 60; n++) {
      api.provision(Map.of("entity_id", entity.toString()));
    }

    var file = Ledgers.export(api, path + "?format=csv&limit=1", folder.resolve("report.csv"));

    var rows = Files.readAllLines(file);
    assertThat(rows.stream().filter(row -> row.contains(",tasks_submitted,"))).hasSize(62);
    assertThat(rows.stream().filter(row -> row.startsWith("agent_id,"))).hasSize(1);
    assertThat(rows.getLast()).startsWith(",,budget_changes,,1,");
    var cursor = api.asAdmin("GET", path + "?limit=1", null).text("next_cursor");
    assertThat(api.asAdmin("GET", path + "?format=csv&limit=1&cursor=" + cursor, null).status())
        .isEqualTo(400);
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

  /** Each is what its request lists. */
  private void assertFigures(JsonNode agentOfIt) {
    var figures = 0;
    for (var field : agentOfIt.properties()) {
      if (field.getValue().has("count")) {
        assertCounts(field.getValue());
        figures++;
      }
    }
    assertThat(figures).isEqualTo(7);
    for (var end : agentOfIt.path("tasks")) {
      assertCounts(end);
    }
    assertUsage(agentOfIt);
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
      var page = api.asAuditor(entity, "GET", model.path("query").asString(), null);
      assertThat(page.status()).as("%s", model).isEqualTo(200);
      for (var use : page.body().path("items")) {
        assertThat(use.path("model")).isEqualTo(model.path("model"));
        tokens += use.path("tokens").asLong();
        cost = cost.add(use.path("cost_usd").decimalValue());
      }
      assertThat(page.body().path("items").size()).isEqualTo(model.path("attempts").asInt());
      assertThat(model.path("tokens").asLong()).isEqualTo(tokens);
      assertThat(model.path("cost_usd").decimalValue()).isEqualByComparingTo(cost);
      assertThat(page.body().path("totals").size()).isEqualTo(1);
      assertThat(page.body().at("/totals/0/tokens").asLong()).isEqualTo(tokens);
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
