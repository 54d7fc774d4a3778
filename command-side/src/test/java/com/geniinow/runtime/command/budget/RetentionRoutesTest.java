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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** How long an entity keeps days, over HTTP. */
@RuntimeTest
class RetentionRoutesTest {
  @LocalServerPort int port;

  private final UUID entity = UUID.randomUUID();
  private final String path = "/api/entities/" + entity + "/retention";
  private Api api;

  @BeforeEach
  void api() {
    api = new Api(port);
  }

  @Test
  void it_is_set_changed_shown_and_taken_back_and_stands_in_the_entity_s_ledger() {
    assertThat(api.asAdmin("GET", path, null).status()).isEqualTo(404);
    var set = set(365);
    assertThat(set.status()).as("%s", set).isEqualTo(200);
    assertThat(set.body().path("retention_days").asInt()).isEqualTo(365);
    assertThat(set(365).body()).isEqualTo(set.body());

    assertThat(set(400).body().path("retention_days").asInt()).isEqualTo(400);
    var shown = api.asFounder(entity, "GET", path, null);
    assertThat(shown.body().path("retention_days").asInt()).isEqualTo(400);
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
        .containsExactly("budget_set", "retention_set", "retention_set", "retention_set");
    Replayed.assertLiveEqualsReplay(api);
  }

  @Test
  void an_administrator_alone_says_so() {
    for (var method : new String[] {"PUT", "DELETE"}) {
      var body = method.equals("PUT") ? Map.of("retention_days", 365) : null;
      assertThat(api.asFounder(entity, method, path, body).status()).isEqualTo(403);
      assertThat(api.asWorker(method, path, body).status()).isEqualTo(403);
      assertThat(api.asAgent(UUID.randomUUID(), method, path, body).status()).isEqualTo(403);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 36_501})
  void it_is_a_day_at_least_and_a_hundred_years_at_most(int days) {
    assertThat(set(days).status()).isEqualTo(400);
  }

  @Test
  void nothing_is_no_number_of_days() {
    assertThat(api.asAdmin("PUT", path, Map.of()).status()).isEqualTo(400);
  }

  private Api.Answer set(int days) {
    return api.asAdmin("PUT", path, Map.of("retention_days", days));
  }
}
