package com.geniinow.runtime.command.budget;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Api.Answer;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.TestClock;
import com.geniinow.runtime.events.Ids;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What agents of an entity may use together. */
@RuntimeTest
class BudgetTest {
  @LocalServerPort int port;
  @Autowired TestClock clock;

  private Api api;
  private BudgetAgents both;

  @BeforeEach
  void twoAgentsAtNoon() {
    clock.set("2024-05-10T12:00:00Z");
    api = new Api(port);
    both = BudgetAgents.provision(api, 2);
  }

  @AfterEach
  void letTheClockGo() {
    clock.letGo();
  }

  @Test
  void what_is_used_and_held_already_counts() {
    assertThat(both.submit(0, 300).status()).isEqualTo(202);
    var used = both.submit(1, 200);
    both.complete(api, used.text("task_id"), 150);

    var set = both.limit(Map.of("monthly_token_limit", 500));

    assertThat(set.status()).isEqualTo(200);
    assertThat(set.body().path("monthly_tokens_used").asLong()).isEqualTo(150);
    assertThat(set.body().path("monthly_tokens_reserved").asLong()).isEqualTo(300);
    assertThat(set.body().path("tokens_pct").asDouble()).isEqualTo(30);
    assertThat(set.body().path("period").asString()).isEqualTo("2024-05");
    assertThat(set.body().path("day").asString()).isEqualTo("2024-05-10");
    assertThat(set.body().path("resets_at").asString()).isEqualTo("2024-06-01T00:00:00Z");
    assertThat(set.body().path("day_resets_at").asString()).isEqualTo("2024-05-11T00:00:00Z");
    assertThat(set.body().path("overage_policy").asString()).isEqualTo("block");
    assertThat(set.body().path("agents")).hasSize(2);
    assertThat(both.submit(0, 51).status()).isEqualTo(429);
    assertThat(both.submit(1, 50).status()).isEqualTo(202);
  }

  @Test
  void a_refusal_names_level_and_window_with_the_figures_of_all() {
    both.limit(Map.of("daily_token_limit", 100));
    assertThat(both.submit(0, 60).status()).isEqualTo(202);

    var refused = both.submit(1, 41);

    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.text("reason")).isEqualTo("quota_exceeded");
    assertThat(refused.text("level")).isEqualTo("entity");
    assertThat(refused.text("window")).isEqualTo("day");
    assertThat(refused.text("limit_kind")).isEqualTo("tokens");
    assertThat(refused.body().path("limit").asLong()).isEqualTo(100);
    assertThat(refused.body().path("reserved").asLong()).isEqualTo(60);
    assertThat(refused.body().path("requested").asLong()).isEqualTo(41);
    assertThat(refused.text("resets_at")).isEqualTo("2024-05-11T00:00:00Z");
    assertThat(levels(0)).containsEntry("entity/day/tokens", 60L);
    assertThat(both.submit(1, 40).status()).isEqualTo(202);
  }

  @Test
  void the_next_day_has_room_again_and_the_month_goes_on() {
    both.limit(Map.of("daily_token_limit", 100, "monthly_token_limit", 150));
    both.submit(0, 100);
    clock.set("2024-05-11T00:00:00Z");

    var refused = both.submit(1, 51);

    assertThat(refused.text("window")).isEqualTo("month");
    assertThat(both.submit(1, 50).status()).isEqualTo(202);
    var budget = api.asAdmin("GET", both.path(), null).body();
    assertThat(budget.path("daily_tokens_reserved").asLong()).isEqualTo(50);
    assertThat(budget.path("monthly_tokens_reserved").asLong()).isEqualTo(150);
  }

  @Test
  void what_is_refused_above_holds_nothing_anywhere() {
    both.limit(Map.of("monthly_token_limit", 100));
    assertThat(both.submit(0, 101).status()).isEqualTo(429);

    assertThat(both.taken()).isZero();
    assertThat(both.submit(1, 100).status()).isEqualTo(202);
  }

  @Test
  void null_takes_a_limit_away_and_what_is_left_out_stays() {
    both.limit(Map.of("monthly_token_limit", 10, "daily_token_limit", 5));
    var none = new HashMap<String, Object>();
    none.put("daily_token_limit", null);

    var set = both.limit(none);

    assertThat(set.body().path("daily_token_limit").isNull()).isTrue();
    assertThat(set.body().path("monthly_token_limit").asLong()).isEqualTo(10);
    assertThat(both.submit(0, 10).status()).isEqualTo(202);
    assertThat(both.submit(1, 1).text("window")).isEqualTo("month");
  }

  @Test
  void a_lower_limit_is_in_force_at_once_for_who_had_room_of_its_own() {
    both.limit(Map.of("monthly_token_limit", 100_000));
    both.submit(0, 10);

    both.limit(Map.of("monthly_token_limit", 15));

    assertThat(both.submit(0, 6).status()).isEqualTo(429);
    assertThat(both.submit(0, 5).status()).isEqualTo(202);
    assertThat(both.submit(0, 0).status()).isEqualTo(202);
  }

  @Test
  void room_that_another_agent_does_not_need_is_there() {
    both.limit(Map.of("monthly_token_limit", 1000));
    var first = both.submit(0, 600);
    assertThat(both.submit(1, 401).status()).isEqualTo(429);

    both.complete(api, first.text("task_id"), 100);

    assertThat(both.submit(1, 900).status()).isEqualTo(202);
    assertThat(both.submit(0, 1).status()).isEqualTo(429);
  }

  @Test
  void a_raise_is_in_force_at_once_and_ends_by_itself() {
    both.limit(Map.of("daily_token_limit", 100));
    both.submit(0, 100);
    var raise =
        Map.of(
            "tokens", 50,
            "window", "day",
            "until", "2024-05-10T13:00:00Z",
            "reason", "a fair");

    var raised = api.asAdmin("POST", both.path() + "/raise", raise);

    assertThat(raised.status()).isEqualTo(200);
    assertThat(raised.body().path("daily_token_limit").asLong()).isEqualTo(150);
    assertThat(raised.body().path("raises").path(0).path("reason").asString()).isEqualTo("a fair");
    assertThat(both.submit(1, 20).status()).isEqualTo(202);
    clock.set("2024-05-10T13:00:00Z");
    assertThat(both.submit(1, 1).status()).isEqualTo(429);
    var after = api.asAdmin("GET", both.path(), null).body();
    assertThat(after.path("daily_token_limit").asLong()).isEqualTo(100);
    assertThat(after.path("raises")).isEmpty();
  }

  @Test
  void after_a_correction_above_the_limit_nothing_is_admitted() {
    both.limit(Map.of("monthly_token_limit", 100_000));
    both.submit(0, 10);
    both.submit(1, 10);

    var correction = Map.of("tokens", 100_000, "reason", "forgotten");
    var path = "/api/agents/" + both.agents().getFirst() + "/quota/corrections";
    assertThat(api.asAdmin("POST", path, correction).status()).isEqualTo(201);

    assertThat(both.submit(0, 1).status()).isEqualTo(429);
    assertThat(both.submit(1, 1).status()).isEqualTo(429);
    assertThat(both.submit(1, 0).status()).isEqualTo(429);
  }

  @Test
  void the_largest_limit_there_is_holds_as_any() {
    assertThat(both.limit(Map.of("monthly_token_limit", 9_007_199_254_740_991L)).status())
        .isEqualTo(200);
    var raise =
        Map.of("tokens", 9_007_199_254_740_991L, "window", "month", "reason", "as large as can be");
    assertThat(api.asAdmin("POST", both.path() + "/raise", raise).status()).isEqualTo(200);

    assertThat(both.submit(0, 10).status()).isEqualTo(202);
    assertThat(both.submit(1, 10).status()).isEqualTo(202);
  }

  @Test
  void a_command_dated_yesterday_takes_nothing_once_others_are_in_today() {
    both.limit(Map.of("daily_token_limit", 100));
    both.submit(0, 90);
    clock.set("2024-05-11T00:00:00Z");
    assertThat(both.submit(0, 1).status()).isEqualTo(202);
    clock.set("2024-05-10T23:59:59Z");

    assertThat(both.submit(1, 100).status()).isEqualTo(503);
  }

  @Test
  void what_has_no_price_is_refused_where_money_is_limited_above() {
    var agent = both.agents().getFirst();
    var quota = "/api/agents/" + agent + "/quota";
    api.asAdmin("PUT", quota, Map.of("overage_policy", "allow"));
    var chat =
        Map.of(
            "type",
            "openai.chat",
            "estimated_tokens",
            1000,
            "payload",
            Map.of(
                "model",
                "nobody-knows-1",
                "messages",
                List.of(Map.of("role", "user", "content", "hi"))));
    assertThat(api.asAgent(agent, "POST", "/api/tasks", chat).status()).isEqualTo(202);

    both.limit(Map.of("monthly_cost_limit_usd", 100));

    assertThat(api.asAgent(agent, "POST", "/api/tasks", chat).status()).isEqualTo(400);
  }

  @Test
  void what_a_worker_reports_above_its_hold_counts_after_midnight_as_far_as_the_month_has_room() {
    both.limit(Map.of("monthly_token_limit", 100));
    clock.set("2024-05-10T23:59:00Z");
    var task = both.submit(0, 10).text("task_id");
    clock.set("2024-05-11T00:01:00Z");

    assertThat(both.complete(api, task, 30).status()).isEqualTo(200);

    assertThat(both.taken()).isEqualTo(30);
    assertThat(both.submit(1, 71).status()).isEqualTo(429);
    assertThat(both.submit(1, 70).status()).isEqualTo(202);
  }

  @Test
  void the_platform_s_budget_is_no_entity_s() {
    var path = "/api/budgets/entities/" + Ids.PLATFORM;
    assertThat(api.asAdmin("PUT", path, Map.of("daily_token_limit", 0)).status()).isEqualTo(404);
    assertThat(api.asAdmin("GET", path, null).status()).isEqualTo(404);
    assertThat(api.asFounder(Ids.PLATFORM, "GET", path, null).status()).isEqualTo(404);
    var agent = Map.of("name", "a", "entity_id", Ids.PLATFORM);
    assertThat(api.asAdmin("POST", "/api/agents/provision", agent).status()).isEqualTo(400);
  }

  @Test
  void another_policy_admits_and_records_who_passed_what() {
    both.limit(Map.of("monthly_token_limit", 10, "overage_policy", "alert_only"));

    assertThat(both.submit(0, 11).status()).isEqualTo(202);

    var ledger = "/api/agents/" + both.agents().getFirst() + "/ledger?limit=200";
    assertThat(api.asAdmin("GET", ledger, null).body().path("items").valueStream())
        .filteredOn(entry -> entry.path("type").asString().equals("overage_recorded"))
        .singleElement()
        .satisfies(
            entry ->
                assertThat(entry.path("details").path("level").asString()).isEqualTo("entity"));
  }

  @Test
  void who_may_not_see_or_set_it() {
    both.limit(Map.of("monthly_token_limit", 10));
    var agent = both.agents().getFirst();

    assertThat(api.asFounder(both.entity(), "GET", both.path(), null).status()).isEqualTo(200);
    assertThat(api.asFounder(UUID.randomUUID(), "GET", both.path(), null).status()).isEqualTo(403);
    assertThat(api.asAgent(agent, "GET", both.path(), null).status()).isEqualTo(403);
    assertThat(api.asFounder(both.entity(), "PUT", both.path(), Map.of()).status()).isEqualTo(403);
    var platform = "/api/budgets/platform";
    assertThat(api.asFounder(both.entity(), "GET", platform, null).status()).isEqualTo(403);
    assertThat(api.asAdmin("GET", platform, null).status()).isEqualTo(200);
    var unknown = "/api/budgets/entities/" + UUID.randomUUID();
    assertThat(api.asAdmin("GET", unknown, null).status()).isEqualTo(404);
    assertThat(both.limit(Map.of("monthly_token_limit", -1)).status()).isEqualTo(400);
  }

  @Test
  void the_platform_s_budget_holds_over_entities() {
    clock.set("2024-07-10T12:00:00Z"); // no other test has anything on this day or the next
    var other = BudgetAgents.provision(api, 1);
    var path = "/api/budgets/platform";
    var used = api.asAdmin("GET", path, null).body().path("daily_tokens_used").asLong();
    var held = api.asAdmin("GET", path, null).body().path("daily_tokens_reserved").asLong();
    try {
      api.asAdmin("PUT", path, Map.of("daily_token_limit", used + held + 100));
      assertThat(both.submit(0, 60).status()).isEqualTo(202);

      var refused = other.submit(0, 41);

      assertThat(refused.text("level")).isEqualTo("platform");
      assertThat(levels(0)).containsKey("platform/day/tokens");
      assertThat(other.submit(0, 40).status()).isEqualTo(202);
    } finally {
      var none = new HashMap<String, Object>();
      none.put("daily_token_limit", null);
      Answer gone = api.asAdmin("PUT", path, none);
      assertThat(gone.status()).isEqualTo(200);
    }
  }

  /** What is used and held by level, window and kind, as the agent itself sees it. */
  private Map<String, Long> levels(int n) {
    var agent = both.agents().get(n);
    var levels = new HashMap<String, Long>();
    api.asAgent(agent, "GET", "/api/agents/" + agent + "/quota", null)
        .body()
        .path("levels")
        .forEach(
            level ->
                levels.put(
                    level.path("level").asString()
                        + "/"
                        + level.path("window").asString()
                        + "/"
                        + level.path("limit_kind").asString(),
                    level.path("used").asLong(0) + level.path("reserved").asLong(0)));
    return levels;
  }
}
