package com.geniinow.runtime.command.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Ledgers;
import com.geniinow.runtime.command.Replayed;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.events.Ids;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** What agents share can be replayed, repaired, verified and looked up, like what is theirs. */
@RuntimeTest
class BudgetAuditTest {
  @LocalServerPort int port;
  @TempDir Path folder;

  private final UUID entity = UUID.randomUUID();
  private Api api;
  private UUID agent;
  private String path;

  @BeforeEach
  void aBudgetThatIsUsed() {
    api = new Api(port);
    path = "/api/budgets/entities/" + entity;
    agent = api.provision(Map.of("entity_id", entity.toString()));
    var daily = Map.of("daily_token_limit", 5_000);
    assertThat(api.asAdmin("PUT", "/api/agents/" + agent + "/quota", daily).status())
        .isEqualTo(200);
    put(Map.of("monthly_token_limit", 9_000, "daily_cost_limit_usd", 7));
    var raise = Map.of("window", "month", "tokens", 100, "reason", "launch");
    assertThat(api.asAdmin("POST", path + "/raise", raise).status()).isEqualTo(200);
    assertThat(api.asAdmin("POST", "/api/agents/" + agent + "/quota/raise", raise).status())
        .isEqualTo(200);
    var task = Map.of("type", "simulate", "estimated_tokens", 40);
    assertThat(api.asAgent(agent, "POST", "/api/tasks", task).status()).isEqualTo(202);
  }

  @Test
  void a_replay_leaves_the_rows_that_are_there() {
    Replayed.assertLiveEqualsReplay(api);
  }

  @Test
  void damage_is_reported_under_the_budget_s_id_and_a_rebuild_puts_it_right() {
    var budget = Ids.budgetOf(entity);
    Superuser.jdbc()
        .update("UPDATE budgets SET monthly_token_limit = 1 WHERE agent_id = ?", budget);
    Superuser.jdbc().update("DELETE FROM limit_raises WHERE agent_id = ?", budget);
    Superuser.jdbc()
        .update("UPDATE agent_quotas SET daily_tokens_reserved = 0 WHERE agent_id = ?", agent);

    var report = api.asAdmin("POST", "/api/audit/verify", Replayed.ROWS).body();

    assertThat(report.path("identical").asBoolean()).isFalse();
    assertThat(report.at("/tables/budgets/differing").asInt()).isEqualTo(1);
    assertThat(report.at("/tables/limit_raises/differing").asInt()).isEqualTo(1);
    assertThat(report.at("/tables/agent_quotas/differing").asInt()).isEqualTo(1);
    assertThat(report.path("drift"))
        .extracting(row -> row.path("table").asString() + " " + row.path("agent_id").asString())
        .contains("budgets " + budget, "limit_raises " + budget);

    var rebuilt = api.asAdmin("POST", "/api/audit/rebuild", null);
    assertThat(rebuilt.status()).as("%s", rebuilt).isEqualTo(200);
    Replayed.assertLiveEqualsReplay(api);
    assertThat(budget().path("monthly_token_limit").asLong()).isEqualTo(9_100);
  }

  @Test
  void a_moment_shows_what_was_shown_then() {
    var seen = budget();
    var then = Instant.now();
    put(Map.of("monthly_token_limit", 1));

    var past = api.asAdmin("GET", "/api/audit/budgets/entities/" + entity + "?as_of=" + then, null);

    assertThat(past.status()).as("%s", past).isEqualTo(200);
    assertThat(past.body()).isEqualTo(seen);
    assertThat(budget().path("monthly_token_limit").asLong()).isEqualTo(101);
    assertThat(api.asAdmin("GET", "/api/audit/budgets/platform?as_of=" + then, null).status())
        .isEqualTo(200);
  }

  @Test
  void its_ledger_is_exported_and_verifies() throws Exception {
    var export = Ledgers.export(api, path + "/ledger/export", folder.resolve("x.ndjson"));

    assertThat(Ledgers.verdict(export, null)).isEqualTo("2 entries, intact");
  }

  private void put(Map<String, ?> limits) {
    var answer = api.asAdmin("PUT", path, limits);
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
  }

  private JsonNode budget() {
    return api.asAdmin("GET", path, null).body();
  }
}
