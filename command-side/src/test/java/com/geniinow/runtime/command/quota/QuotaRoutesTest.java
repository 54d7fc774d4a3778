package com.geniinow.runtime.command.quota;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.RuntimeTest;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** Reading and setting quotas, and what was used. */
@RuntimeTest
class QuotaRoutesTest {
  @LocalServerPort int port;
  private Api api;

  @BeforeEach
  void connect() {
    api = new Api(port);
  }

  @Test
  void a_new_agent_has_the_usual_limits() {
    var quota = QuotaAgent.provision(api, Map.of()).quota();

    assertThat(quota.path("monthly_token_limit").asLong()).isEqualTo(1_000_000);
    assertThat(quota.path("monthly_cost_limit_usd").decimalValue()).isEqualByComparingTo("50");
    assertThat(quota.path("storage_limit_bytes").asLong()).isEqualTo(5L << 30);
    assertThat(quota.path("overage_policy").asString()).isEqualTo("block");
    assertThat(Instant.parse(quota.path("resets_at").asString())).isAfter(Instant.now());
  }

  @Test
  void percentages_are_floats_from_0_to_100() {
    var agent =
        QuotaAgent.provision(
            api,
            Map.of(
                "monthly_token_limit", 1000,
                "monthly_cost_limit_usd", 1,
                "overage_policy", "allow"));
    assertPercent(agent.quota(), 0.0, 0.0, 0.0);

    agent.ran(Map.of("estimated_tokens", 1000, "model", "gpt-4o"), "gpt-4o", 123, 0);
    assertPercent(agent.quota(), 12.3, 0.03, 0.0);

    agent.ran(Map.of("estimated_tokens", 1000, "model", "gpt-4o"), "gpt-4o", 0, 200_000);
    assertPercent(agent.quota(), 100.0, 100.0, 0.0);
    assertThat(agent.tokensUsed()).isEqualTo(200_123);
  }

  @Test
  void a_limit_of_0_reads_100_percent() {
    var agent =
        QuotaAgent.provision(
            api,
            Map.of(
                "monthly_token_limit", 0,
                "monthly_cost_limit_usd", 0,
                "storage_limit_bytes", 0));

    assertPercent(agent.quota(), 100.0, 100.0, 100.0);
  }

  @Test
  void an_update_sets_what_it_names_and_leaves_the_rest() {
    var agent = QuotaAgent.provision(api, Map.of("monthly_token_limit", 500));

    var answer = agent.change(Map.of("monthly_cost_limit_usd", new BigDecimal("7.25")));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(agent.quota());
    assertThat(answer.body().path("monthly_token_limit").asLong()).isEqualTo(500);
    assertThat(answer.body().path("monthly_cost_limit_usd").decimalValue())
        .isEqualByComparingTo("7.25");
    agent.change(Map.of("overage_policy", "alert_only", "storage_limit_bytes", 17));
    assertThat(agent.quota().path("overage_policy").asString()).isEqualTo("alert_only");
    assertThat(agent.quota().path("storage_limit_bytes").asLong()).isEqualTo(17);
    assertThat(agent.quota().path("monthly_token_limit").asLong()).isEqualTo(500);
  }

  @Test
  void an_update_is_in_the_ledger_with_who_did_it_and_one_that_changes_nothing_is_not() {
    var agent = QuotaAgent.provision(api, Map.of("monthly_token_limit", 500));

    agent.change(Map.of("monthly_token_limit", 600));
    agent.change(Map.of("monthly_token_limit", 600));
    agent.change(Map.of());

    var entries = agent.ledger("quota_changed");
    assertThat(entries).hasSize(1);
    var details = entries.getFirst().path("details");
    assertThat(details.path("monthly_token_limit").asString()).isEqualTo("600");
    assertThat(details.path("by").asString()).isEqualTo("tests");
  }

  @Test
  void a_limit_may_be_lowered_below_what_is_used_and_then_blocks() {
    var agent = QuotaAgent.provision(api, Map.of("monthly_token_limit", 1000));
    agent.ran(Map.of("estimated_tokens", 400), null, 0, 400);

    assertThat(agent.change(Map.of("monthly_token_limit", 100)).status()).isEqualTo(200);

    assertThat(agent.tokensUsed()).isEqualTo(400);
    assertThat(agent.quota().path("tokens_pct").asDouble()).isEqualTo(100.0);
    assertThat(agent.submit(1).status()).isEqualTo(429);
    agent.change(Map.of("monthly_token_limit", 401));
    assertThat(agent.submit(1).status()).isEqualTo(202);
  }

  @Test
  void only_an_administrator_sets_limits() {
    var entity = UUID.randomUUID();
    var agent = QuotaAgent.provision(api, Map.of("entity_id", entity));
    var path = "/api/agents/" + agent.id() + "/quota";
    var body = Map.of("monthly_token_limit", 1);

    assertThat(api.asAgent(agent.id(), "PUT", path, body).status()).isEqualTo(403);
    assertThat(api.asFounder(entity, "PUT", path, body).status()).isEqualTo(403);
    assertThat(api.asWorker("PUT", path, body).status()).isEqualTo(403);
    assertThat(agent.quota().path("monthly_token_limit").asLong()).isEqualTo(1_000_000);
  }

  @Test
  void a_quota_is_shown_to_its_agent_its_founder_and_administrators_alone() {
    var entity = UUID.randomUUID();
    var agent = QuotaAgent.provision(api, Map.of("entity_id", entity));
    for (var path :
        List.of(
            "/api/agents/" + agent.id() + "/quota", "/api/agents/" + agent.id() + "/quota/usage")) {
      // Twice: the second time it may come from what was kept for display.
      for (var i = 0; i < 2; i++) {
        assertThat(api.asAgent(agent.id(), "GET", path, null).status()).isEqualTo(200);
        assertThat(api.asFounder(entity, "GET", path, null).status()).isEqualTo(200);
        assertThat(api.asAdmin("GET", path, null).status()).isEqualTo(200);
        assertThat(api.asAgent(UUID.randomUUID(), "GET", path, null).status()).isEqualTo(403);
        assertThat(api.asFounder(UUID.randomUUID(), "GET", path, null).status()).isEqualTo(403);
        assertThat(api.asWorker("GET", path, null).status()).isEqualTo(403);
      }
    }
    var nobody = "/api/agents/" + UUID.randomUUID() + "/quota";
    assertThat(api.asAdmin("GET", nobody, null).status()).isEqualTo(404);
    assertThat(api.asAdmin("PUT", nobody, Map.of("monthly_token_limit", 1)).status())
        .isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"monthly_token_limit\": -1}",
        "{\"monthly_token_limit\": 1.5}",
        "{\"monthly_token_limit\": \"5\"}",
        "{\"monthly_token_limit\": 9007199254740992}",
        "{\"monthly_cost_limit_usd\": -0.01}",
        "{\"monthly_cost_limit_usd\": 0.00000000001}",
        "{\"monthly_cost_limit_usd\": 1e30}",
        "{\"storage_limit_bytes\": -1}",
        "{\"overage_policy\": \"maybe\"}",
        "{\"overage_policy\": 0}",
        "{\"tokens\": 5}",
        "[]",
        "{"
      })
  void an_update_that_makes_no_sense_is_refused(String body) {
    var agent = QuotaAgent.provision(api, Map.of());

    var answer =
        api.asAdmin(
            "PUT",
            "/api/agents/" + agent.id() + "/quota",
            "application/json",
            body.getBytes(java.nio.charset.StandardCharsets.UTF_8));

    assertThat(answer.status()).as("%s", answer).isEqualTo(400);
    assertThat(answer.text("reason")).isEqualTo("invalid_request");
    assertThat(agent.ledger("quota_changed")).isEmpty();
  }

  @Test
  void usage_is_listed_page_by_page_and_by_range_of_time_with_totals_per_model() {
    var agent = QuotaAgent.provision(api, Map.of());
    List<String> tasks = new ArrayList<>();
    for (var i = 1; i <= 3; i++) {
      tasks.add(agent.ran(Map.of("estimated_tokens", 100, "model", "gpt-4o"), "gpt-4o", i, 10));
    }
    tasks.add(agent.ran(Map.of("estimated_tokens", 100, "model", "o3"), "o3", 5, 0));
    tasks.add(agent.ran(Map.of("estimated_tokens", 100), null, 0, 7));

    List<JsonNode> rows = new ArrayList<>();
    var next = "";
    do {
      var page = agent.usage("?limit=2" + next);
      assertThat(page.path("items").size()).isLessThanOrEqualTo(2);
      page.path("items").forEach(rows::add);
      next =
          page.path("next_cursor").isNull()
              ? null
              : "&cursor=" + page.path("next_cursor").asString();
    } while (next != null);

    assertThat(rows.stream().map(row -> row.path("task_id").asString()))
        .containsExactlyElementsOf(tasks);
    assertThat(rows.getFirst().path("model").asString()).isEqualTo("gpt-4o");
    assertThat(rows.getFirst().path("tokens").asLong()).isEqualTo(11);
    assertThat(rows.getFirst().path("cost_usd").decimalValue()).isEqualByComparingTo("0.0001025");
    assertTotals(agent.usage(""), Map.of("gpt-4o", 36L, "o3", 5L, "", 7L));

    var third = rows.get(2).path("recorded_at").asString();
    var since = agent.usage("?from=" + third);
    assertThat(since.path("items").findValuesAsString("task_id"))
        .containsExactlyElementsOf(tasks.subList(2, 5));
    assertTotals(since, Map.of("gpt-4o", 13L, "o3", 5L, "", 7L));
    var before = agent.usage("?to=" + third);
    assertThat(before.path("items").findValuesAsString("task_id"))
        .containsExactlyElementsOf(tasks.subList(0, 2));
    assertTotals(before, Map.of("gpt-4o", 23L));
    assertThat(agent.tokensUsed()).isEqualTo(48);
  }

  @Test
  void money_that_is_used_adds_up_exactly() {
    var agent = QuotaAgent.provision(api, Map.of("monthly_cost_limit_usd", 1));
    for (var i = 0; i < 10; i++) {
      agent.ran(Map.of("estimated_tokens", 10, "model", "gpt-5-nano"), "gpt-5-nano", 1, 0);
    }

    assertThat(agent.costUsed()).isEqualByComparingTo("0.0000005");
    assertThat(agent.usage("").path("totals").path(0).path("cost_usd").decimalValue())
        .isEqualByComparingTo("0.0000005");
  }

  private static void assertTotals(JsonNode page, Map<String, Long> tokens) {
    var totals = new java.util.HashMap<String, Long>();
    page.path("totals")
        .forEach(
            total ->
                totals.put(
                    total.path("model").isNull() ? "" : total.path("model").asString(),
                    total.path("tokens").asLong()));
    assertThat(totals).isEqualTo(tokens);
  }

  private static void assertPercent(JsonNode quota, double tokens, double cost, double storage) {
    assertThat(quota.path("tokens_pct").isFloatingPointNumber()).isTrue();
    assertThat(quota.path("cost_pct").isFloatingPointNumber()).isTrue();
    assertThat(quota.path("storage_pct").isFloatingPointNumber()).isTrue();
    assertThat(quota.path("tokens_pct").asDouble()).isEqualTo(tokens);
    assertThat(quota.path("cost_pct").asDouble()).isEqualTo(cost);
    assertThat(quota.path("storage_pct").asDouble()).isEqualTo(storage);
  }
}
