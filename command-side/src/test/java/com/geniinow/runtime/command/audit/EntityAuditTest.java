package com.geniinow.runtime.command.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Replayed;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What an auditor of one entity proves of it, and that nothing of others shows. */
@RuntimeTest
class EntityAuditTest {
  @LocalServerPort int port;

  private final UUID entity = UUID.randomUUID();
  private final UUID other = UUID.randomUUID();
  private Api api;
  private UUID agent;
  private UUID stranger;

  @BeforeEach
  void twoEntities() {
    api = new Api(port);
    agent = api.provision(Map.of("entity_id", entity.toString()));
    stranger = api.provision(Map.of("entity_id", other.toString()));
    for (var each : new UUID[] {agent, stranger}) {
      var task = Map.of("type", "simulate", "estimated_tokens", 40);
      assertThat(api.asAgent(each, "POST", "/api/tasks", task).status()).isEqualTo(202);
    }
    var budget = Map.of("monthly_token_limit", 1_000_000, "overage_policy", "allow");
    assertThat(api.asAdmin("PUT", "/api/budgets/entities/" + entity, budget).status())
        .isEqualTo(200);
  }

  @Test
  void it_is_replayed_with_its_budget_and_nothing_else_is() {
    var report = verify(entity);

    assertThat(report.status()).as("%s", report).isEqualTo(200);
    assertThat(report.body().path("identical").asBoolean()).as("%s", report).isTrue();
    assertThat(report.body().at("/tables/agents/rows").asInt()).isEqualTo(1);
    assertThat(report.body().at("/tables/budgets/rows").asInt()).isEqualTo(1);
    assertThat(report.body().at("/tables/agent_tasks/rows").asInt()).isEqualTo(1);
    assertThat(report.body().at("/tables/model_prices/rows").asInt()).isZero();
    var shown = api.asAuditor(entity, "GET", "/api/audit/verify?entity_id=" + entity, null);
    assertThat(shown.text("outcome")).isEqualTo("identical");
    assertThat(shown.text("entity_id")).isEqualTo(entity.toString());
  }

  @Test
  void a_row_that_was_changed_is_found_by_its_own_auditor_alone() {
    var damage = "UPDATE agent_quotas SET monthly_tokens_reserved = ? WHERE agent_id = ?";
    Superuser.jdbc().update(damage, 7, stranger);
    try {
      assertThat(verify(entity).body().path("identical").asBoolean()).isTrue();

      var theirs = verify(other);
      assertThat(theirs.body().path("identical").asBoolean()).isFalse();
      assertThat(theirs.body().path("drift").toString()).contains(stranger.toString());
    } finally {
      Superuser.jdbc().update(damage, 40, stranger);
    }
    assertThat(verify(other).body().path("identical").asBoolean()).isTrue();
  }

  @Test
  void an_agent_whose_row_is_gone_is_found_by_its_events() {
    Superuser.jdbc().update("CREATE TABLE gone AS SELECT * FROM agents WHERE agent_id = ?", agent);
    try {
      Superuser.jdbc().update("DELETE FROM agents WHERE agent_id = ?", agent);

      assertThat(verify(entity).body().at("/tables/agents/differing").asInt()).isEqualTo(1);
    } finally {
      Superuser.jdbc().update("INSERT INTO agents SELECT * FROM gone");
      Superuser.jdbc().execute("DROP TABLE gone");
    }
  }

  @Test
  void everything_is_for_whoever_may_see_everything() {
    assertThat(api.asAuditor(entity, "POST", "/api/audit/verify", null).status()).isEqualTo(403);
    assertThat(api.asAuditor(entity, "POST", verifyOf(other), null).status()).isEqualTo(403);
    assertThat(api.asAuditor(null, "POST", verifyOf(UUID.randomUUID()), null).status())
        .isEqualTo(404);
    var all = api.asAuditor(null, "POST", "/api/audit/verify", Replayed.ROWS);
    assertThat(all.status()).as("%s", all).isEqualTo(200);
    assertThat(api.asAuditor(null, "POST", "/api/audit/rebuild", null).status()).isEqualTo(403);
  }

  private Api.Answer verify(UUID whose) {
    return api.asAuditor(whose, "POST", verifyOf(whose), null);
  }

  private static String verifyOf(UUID whose) {
    return "/api/audit/verify?entity_id=" + whose;
  }
}
