package com.geniinow.runtime.command.key;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.Api.Answer;
import com.geniinow.runtime.command.Chain;
import com.geniinow.runtime.command.Replayed;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.TestClock;
import com.geniinow.runtime.platform.security.KeySecret;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** Keys over HTTP. */
@RuntimeTest
class KeyRoutesTest {
  private static final Map<String, Object> TASK = Map.of("type", "simulate", "estimated_tokens", 1);

  @LocalServerPort int port;
  @Autowired TestClock clock;
  private Api api;
  private UUID agent;
  private String keys;

  @BeforeEach
  void anAgent() {
    api = new Api(port);
    agent = api.provision(Map.of());
    keys = "/api/agents/" + agent + "/keys";
  }

  @AfterEach
  void now() {
    clock.letGo();
  }

  @Test
  void a_key_is_shown_once_and_kept_as_a_hash() {
    var created = api.createKey(agent);

    var secret = created.text("key");
    assertThat(secret).matches("gk_[A-Za-z0-9_-]{43}");
    assertThat(created.body().path("scopes"))
        .extracting(JsonNode::asString)
        .containsExactly("tasks", "files", "memory", "gateway", "read");
    assertThat(created.body().path("expires_at").isNull()).isTrue();
    var listed = api.asAdmin("GET", keys, null);
    assertThat(item(listed, created).has("key")).isFalse();
    assertThat(item(listed, created).path("prefix").asString()).isEqualTo(secret.substring(0, 9));
    assertThat(item(listed, created).path("last_used_at").isNull()).isTrue();
    assertThat(listed.body().toString()).doesNotContain(secret);
    assertThat(events("KeyCreated"))
        .contains(KeySecret.hash(secret))
        .doesNotContain(secret.substring(9));
  }

  @Test
  void a_founder_lists_the_keys_of_its_own_agents_and_makes_none() {
    var entity = UUID.randomUUID();
    var own = api.provision(Map.of("entity_id", entity));
    var secret = api.createKey(own).text("key");
    var path = "/api/agents/" + own + "/keys";

    var listed = api.asFounder(entity, "GET", path, null);

    assertThat(listed.body().path("items")).hasSize(1);
    assertThat(listed.body().toString()).doesNotContain(secret);
    assertThat(api.asFounder(UUID.randomUUID(), "GET", path, null).status()).isEqualTo(403);
    assertThat(api.asFounder(entity, "POST", path, Map.of("name", "k")).status()).isEqualTo(403);
  }

  @Test
  void a_key_works_as_bearer_where_the_agent_s_token_does() {
    var key = api.createKey(agent).text("key");

    var task = api.bearing(key, "POST", "/api/tasks", TASK);

    assertThat(task.status()).as("%s", task).isEqualTo(202);
    assertThat(api.bearing(key, "GET", "/api/tasks/" + task.text("task_id"), null).status())
        .isEqualTo(200);
    assertThat(api.bearing(key, "GET", "/api/agents/" + agent, null).status()).isEqualTo(200);
    assertThat(api.bearing(key, "GET", keys, null).status()).isEqualTo(200);
    var others = "/api/agents/" + api.provision(Map.of());
    assertThat(api.bearing(key, "GET", others, null).text("reason")).isEqualTo("forbidden");
    assertThat(api.bearing(key, "POST", keys, Map.of("name", "k")).text("reason"))
        .isEqualTo("forbidden");
  }

  @Test
  void an_entry_of_the_ledger_names_the_key_that_acted() throws Exception {
    var created = api.createKey(agent);
    api.bearing(created.text("key"), "POST", "/api/tasks", TASK);
    api.asAgent(agent, "POST", "/api/tasks", TASK);

    var entries = api.asAdmin("GET", "/api/agents/" + agent + "/ledger", null).body().path("items");

    assertThat(entries)
        .filteredOn(entry -> entry.path("type").asString().equals("task_submitted"))
        .extracting(entry -> entry.path("details").path("key_id").asString(""))
        .containsExactlyInAnyOrder(created.text("key_id"), "");
    Chain.assertUnbroken(agent);
    Replayed.assertLiveEqualsReplay(api);
  }

  @Test
  void a_row_of_usage_names_the_key_that_submitted_its_task() {
    var created = api.createKey(agent);
    for (var byKey : new boolean[] {true, false}) {
      var task =
          byKey
              ? api.bearing(created.text("key"), "POST", "/api/tasks", TASK)
              : api.asAgent(agent, "POST", "/api/tasks", TASK);
      var attempts = "/internal/tasks/" + task.text("task_id") + "/attempts";
      api.asWorker("POST", attempts, Map.of("worker_id", "w"));
      var usage = Map.of("input_tokens", 0, "output_tokens", 1);
      api.asWorker("POST", attempts + "/1/complete", Map.of("result", "r", "usage", usage));
    }
    var rows = api.asAdmin("GET", "/api/agents/" + agent + "/quota/usage", null);

    assertThat(rows.body().path("items"))
        .extracting(row -> row.path("key_id").asString(""))
        .containsExactly(created.text("key_id"), "");
  }

  @Test
  void its_last_use_is_told_to_the_minute() {
    var created = api.createKey(agent);
    var before = Instant.now().truncatedTo(ChronoUnit.MINUTES);
    api.bearing(created.text("key"), "GET", "/api/agents/" + agent, null);

    await()
        .untilAsserted(
            () -> {
              var used = item(api.asAdmin("GET", keys, null), created).path("last_used_at");
              assertThat(used.isNull()).isFalse();
              assertThat(Instant.parse(used.asString()))
                  .isBetween(before, before.plus(1, ChronoUnit.MINUTES))
                  .isEqualTo(Instant.parse(used.asString()).truncatedTo(ChronoUnit.MINUTES));
            });
  }

  @Test
  void a_key_that_has_expired_is_none() {
    clock.set("2026-03-15T12:00:00Z");
    var body = Map.of("name", "short", "expires_at", "2026-03-15T12:01:00Z");
    var key = api.asAdmin("POST", keys, body).text("key");
    assertThat(api.bearing(key, "POST", "/api/tasks", TASK).status()).isEqualTo(202);

    clock.set("2026-03-15T12:00:59.999999Z");
    assertThat(api.bearing(key, "POST", "/api/tasks", TASK).status()).isEqualTo(202);
    clock.set("2026-03-15T12:01:00Z");

    assertRefused(api.bearing(key, "POST", "/api/tasks", TASK));
    assertRefused(api.bearing(key, "GET", "/api/agents/" + agent, null));
  }

  @Test
  void a_key_that_was_deleted_is_none_and_is_shown_no_more() {
    var created = api.createKey(agent);
    var path = keys + "/" + created.text("key_id");
    assertThat(api.bearing(created.text("key"), "POST", "/api/tasks", TASK).status())
        .isEqualTo(202);

    assertThat(api.asAdmin("DELETE", path, null).status()).isEqualTo(204);

    assertRefused(api.bearing(created.text("key"), "POST", "/api/tasks", TASK));
    await().untilAsserted(() -> assertRefused(api.bearing(created.text("key"), "GET", keys, null)));
    assertThat(api.asAdmin("GET", keys, null).body().path("items")).isEmpty();
    assertThat(api.asAdmin("DELETE", path, null).status()).isEqualTo(404);
  }

  @Test
  void a_key_of_a_terminated_agent_is_none_while_its_token_hears_409() {
    var key = api.createKey(agent).text("key");
    api.asAdmin("POST", "/api/agents/" + agent + "/terminate", Map.of("reason", "sold"));

    assertRefused(api.bearing(key, "POST", "/api/tasks", TASK));
    assertThat(api.asAgent(agent, "POST", "/api/tasks", TASK).text("reason"))
        .isEqualTo("agent_not_active");
    assertThat(api.asAdmin("POST", keys, Map.of("name", "k")).text("reason"))
        .isEqualTo("agent_not_active");
  }

  @Test
  void a_key_of_a_suspended_agent_is_answered_as_its_token() {
    var key = api.createKey(agent).text("key");
    api.asAdmin("POST", "/api/agents/" + agent + "/suspend", Map.of("reason", "r"));

    assertThat(api.bearing(key, "POST", "/api/tasks", TASK).text("reason"))
        .isEqualTo("agent_not_active");
  }

  @Test
  void both_secrets_are_good_for_the_overlap_and_then_the_new_one_alone() {
    clock.set("2026-03-15T12:00:00Z");
    var created = api.createKey(agent);
    var first = created.text("key");
    var second = rotate(created, 60);
    var third = rotate(created, 30);

    assertThat(second.text("key_id")).isEqualTo(created.text("key_id"));
    assertThat(second.text("key")).isNotEqualTo(first);
    for (var key : new String[] {first, second.text("key"), third.text("key")}) {
      assertThat(api.bearing(key, "POST", "/api/tasks", TASK).status()).isEqualTo(202);
    }
    clock.set("2026-03-15T12:00:30Z");
    assertRefused(api.bearing(second.text("key"), "POST", "/api/tasks", TASK));
    assertThat(api.bearing(first, "POST", "/api/tasks", TASK).status()).isEqualTo(202);
    clock.set("2026-03-15T12:01:00Z");
    assertRefused(api.bearing(first, "POST", "/api/tasks", TASK));
    assertThat(api.bearing(third.text("key"), "POST", "/api/tasks", TASK).status()).isEqualTo(202);
  }

  @Test
  void without_an_overlap_the_secret_before_writes_nothing_at_once() {
    var created = api.createKey(agent);
    assertThat(api.bearing(created.text("key"), "POST", "/api/tasks", TASK).status())
        .isEqualTo(202);

    var rotated = rotate(created, 0);

    assertThat(item(api.asAdmin("GET", keys, null), created).path("prefix").asString())
        .isEqualTo(rotated.text("key").substring(0, 9))
        .isNotEqualTo(created.text("key").substring(0, 9));
    assertRefused(api.bearing(created.text("key"), "POST", "/api/tasks", TASK));
    assertThat(api.bearing(rotated.text("key"), "POST", "/api/tasks", TASK).status())
        .isEqualTo(202);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"name\": \"\"}",
        "{\"name\": \"a\\nb\"}",
        "{\"name\": \"k\", \"scopes\": []}",
        "{\"name\": \"k\", \"scopes\": [\"admin\"]}",
        "{\"name\": \"k\", \"scopes\": [null]}",
        "{\"name\": \"k\", \"expires_at\": \"2026-01-01T00:00:00Z\"}",
        "{\"name\": \"k\", \"key\": \"gk_mine\"}"
      })
  void what_is_no_key_is_refused(String body) {
    var answer = api.asAdmin("POST", keys, "application/json", body.getBytes(UTF_8));

    assertThat(answer.status()).as("%s", answer).isEqualTo(400);
    assertThat(api.asAdmin("GET", keys, null).body().path("items")).isEmpty();
  }

  @Test
  void an_agent_has_50_keys_at_most() {
    for (var n = 0; n < 50; n++) {
      api.createKey(agent);
    }

    var one = api.asAdmin("POST", keys, Map.of("name", "one too many"));

    assertThat(one.status()).isEqualTo(409);
    assertThat(one.text("reason")).isEqualTo("conflict");
  }

  private Answer rotate(Answer key, int overlap) {
    var answer =
        api.asAdmin(
            "POST",
            keys + "/" + key.text("key_id") + "/rotate",
            Map.of("overlap_seconds", overlap));
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    return answer;
  }

  private static void assertRefused(Answer answer) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(401);
    assertThat(answer.text("reason")).isEqualTo("unauthenticated");
    assertThat(answer.headers().get("www-authenticate"))
        .containsExactly("Bearer error=\"invalid_token\"");
  }

  private static JsonNode item(Answer list, Answer key) {
    return StreamSupport.stream(list.body().path("items").spliterator(), false)
        .filter(each -> each.path("key_id").asString().equals(key.text("key_id")))
        .findFirst()
        .orElseThrow();
  }

  private String events(String kind) {
    return String.join(
        "\n",
        Superuser.jdbc()
            .queryForList(
                "SELECT payload FROM domain_event_entry WHERE agent_id = ? AND payload_type LIKE ?",
                String.class,
                agent,
                "%$" + kind));
  }
}
