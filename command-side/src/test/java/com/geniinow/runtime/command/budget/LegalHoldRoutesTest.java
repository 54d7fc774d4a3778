package com.geniinow.runtime.command.budget;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Replayed;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.events.Ids;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Legal holds over HTTP. */
@RuntimeTest
class LegalHoldRoutesTest {
  @LocalServerPort int port;

  private final UUID entity = UUID.randomUUID();
  private final String path = "/api/entities/" + entity + "/legal-hold";
  private Api api;

  @BeforeEach
  void api() {
    api = new Api(port);
  }

  @Test
  void a_hold_is_set_shown_and_released_and_stands_in_the_entity_s_ledger() {
    assertThat(api.asAdmin("GET", path, null).status()).isEqualTo(404);
    var set = api.asAdmin("POST", path, Map.of("reason", "case 7"));
    assertThat(set.status()).as("%s", set).isEqualTo(200);
    assertThat(set.text("reason")).isEqualTo("case 7");

    var again = api.asAdmin("POST", path, Map.of("reason", "case 8"));
    assertThat(again.body()).isEqualTo(set.body());
    assertThat(api.asFounder(entity, "GET", path, null).body()).isEqualTo(set.body());
    assertThat(api.asFounder(UUID.randomUUID(), "GET", path, null).status()).isEqualTo(403);

    assertThat(api.asAdmin("DELETE", path, null).status()).isEqualTo(204);
    assertThat(api.asAdmin("GET", path, null).status()).isEqualTo(404);
    assertThat(api.asAdmin("DELETE", path, null).status()).isEqualTo(404);
    assertThat(
            Superuser.jdbc()
                .queryForList(
                    "SELECT type FROM ledger_entries WHERE agent_id = ? ORDER BY sequence",
                    String.class,
                    Ids.budgetOf(entity)))
        .containsExactly("budget_set", "legal_hold_set", "legal_hold_released");
    Replayed.assertLiveEqualsReplay(api);
  }

  @Test
  void a_budget_that_is_made_for_a_hold_limits_nothing_and_stays() {
    api.asAdmin("POST", path, Map.of("reason", "case 7"));
    api.asAdmin("DELETE", path, null);

    var budget = api.asAdmin("GET", "/api/budgets/entities/" + entity, null);
    assertThat(budget.status()).as("%s", budget).isEqualTo(200);
    for (var window : new String[] {"monthly", "daily"}) {
      assertThat(budget.body().path(window + "_token_limit").isNull()).as(window).isTrue();
      assertThat(budget.body().path(window + "_cost_limit_usd").isNull()).as(window).isTrue();
    }
  }

  @Test
  void an_administrator_alone_holds_and_releases() {
    for (var method : new String[] {"POST", "DELETE"}) {
      var body = method.equals("POST") ? Map.of("reason", "case 7") : null;
      assertThat(api.asFounder(entity, method, path, body).status()).isEqualTo(403);
      assertThat(api.asWorker(method, path, body).status()).isEqualTo(403);
      assertThat(api.asAgent(UUID.randomUUID(), method, path, body).status()).isEqualTo(403);
    }
  }

  @Test
  void a_hold_has_a_reason() {
    assertThat(api.asAdmin("POST", path, Map.of("reason", " ")).status()).isEqualTo(400);
  }
}
