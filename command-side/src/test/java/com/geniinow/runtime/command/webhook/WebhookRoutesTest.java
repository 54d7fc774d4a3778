package com.geniinow.runtime.command.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Replayed;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.testing.TaskClient;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

/** Who makes webhooks, and what is refused. Nothing inside may be called here. */
@RuntimeTest
@TestPropertySource(properties = "genii.webhook.allow-private=false")
@DirtiesContext // it would deliver what other tests have told, and refuse their receivers
class WebhookRoutesTest {
  private static final String URL = "https://93.184.216.34/hook";

  @Autowired TaskClient tasks;

  @Test
  void an_agent_makes_and_sees_its_own_and_no_other() {
    var agent = tasks.agent();
    var other = tasks.agent();
    var hooks = new Hooks(tasks.api);
    var made = hooks.of(agent, URL, List.of("task.completed", "task.completed", "file.stored"));
    assertThat(made.text("secret")).startsWith("whsec_");
    assertThat(made.text("agent_id")).isEqualTo(agent.toString());
    assertThat(made.body().path("events").toString())
        .isEqualTo("[\"task.completed\",\"file.stored\"]");

    var path = Hooks.path(made);
    assertThat(tasks.api.asAgent(agent, "GET", path, null).body().has("secret")).isFalse();
    assertThat(tasks.api.asAgent(agent, "GET", "/api/webhooks", null).body().path("items"))
        .hasSize(1);
    assertThat(tasks.api.asAgent(other, "GET", "/api/webhooks", null).body().path("items"))
        .isEmpty();
    for (var method : List.of("GET", "DELETE")) {
      assertThat(tasks.api.asAgent(other, method, path, null).status()).isEqualTo(403);
      assertThat(
              tasks.api.asAgent(other, method, "/api/webhooks/" + UUID.randomUUID(), null).status())
          .isEqualTo(403);
      assertThat(tasks.api.asAdmin(method, "/api/webhooks/" + UUID.randomUUID(), null).status())
          .isEqualTo(404);
    }
    var foreign = Map.of("url", URL, "events", List.of("task.completed"), "agent_id", agent);
    assertThat(tasks.api.asAgent(other, "POST", "/api/webhooks", foreign).status()).isEqualTo(403);
    var entity =
        Map.of("url", URL, "events", List.of("task.completed"), "entity_id", UUID.randomUUID());
    assertThat(tasks.api.asAgent(other, "POST", "/api/webhooks", entity).status()).isEqualTo(403);
    var founder = UUID.randomUUID();
    assertThat(tasks.api.asFounder(founder, "GET", "/api/webhooks", null).body().path("items"))
        .isEmpty();
    assertThat(tasks.api.asFounder(founder, "GET", path, null).status()).isEqualTo(403);
    assertThat(tasks.api.asFounder(founder, "POST", "/api/webhooks", foreign).status())
        .isEqualTo(403);
    Replayed.assertLiveEqualsReplay(tasks.api);
  }

  @Test
  void who_may_not_hears_so_whatever_stands_in_the_body() {
    var agent = tasks.agent();
    var other = tasks.agent();
    var made = new Hooks(tasks.api).of(agent, URL, List.of("task.completed"));
    for (var path : List.of(Hooks.path(made), "/api/webhooks/" + UUID.randomUUID())) {
      var wrong = Map.of("events", 5, "overlap_seconds", -1, "from", "yesterday");
      assertThat(tasks.api.asAgent(other, "PATCH", path, wrong).status()).isEqualTo(403);
      for (var act : List.of("/rotate", "/replay", "/test")) {
        assertThat(tasks.api.asAgent(other, "POST", path + act, wrong).status())
            .as(act)
            .isEqualTo(403);
      }
    }
    assertThat(tasks.api.asAgent(agent, "PATCH", Hooks.path(made), Map.of("events", 5)).status())
        .isEqualTo(400);
  }

  @Test
  void an_address_with_characters_that_others_refuse_is_taken() {
    var agent = tasks.agent();
    var made = new Hooks(tasks.api).of(agent, URL + "/{a}|b?c=^`", List.of("task.completed"));
    assertThat(made.text("url")).isEqualTo(URL + "/%7Ba%7D%7Cb?c=%5E%60");
    var changed =
        tasks.api.asAgent(agent, "PATCH", Hooks.path(made), Map.of("url", URL + "/\\{x}"));
    assertThat(changed.status()).as("%s", changed).isEqualTo(200);
    Replayed.assertLiveEqualsReplay(tasks.api);
  }

  @Test
  void an_address_stays_where_only_the_events_change() {
    var agent = tasks.agent();
    var hooks = new Hooks(tasks.api);
    var ofEntity = hooks.ofEntity(UUID.randomUUID(), URL + "/2", List.of("task.completed"));
    var events = Map.of("events", List.of("file.stored"));

    for (var made : List.of(hooks.of(agent, URL, List.of("task.completed")), ofEntity)) {
      var changed = tasks.api.asAdmin("PATCH", Hooks.path(made), events);
      assertThat(changed.status()).as("%s", changed).isEqualTo(200);
      assertThat(changed.text("url")).isEqualTo(made.text("url"));
      assertThat(changed.body().path("events").toString()).isEqualTo("[\"file.stored\"]");
    }

    Replayed.assertLiveEqualsReplay(tasks.api);
    tasks.api.asAdmin("DELETE", Hooks.path(ofEntity), null);
  }

  @Test
  void an_administrator_makes_them_for_an_agent_or_an_entity() {
    var agent = tasks.agent();
    var entity = UUID.randomUUID();
    var before = Instant.now().minusSeconds(5);
    var events = List.of("task.dead_lettered");
    var ofAgent =
        tasks.api.asAdmin(
            "POST", "/api/webhooks", Map.of("url", URL, "events", events, "agent_id", agent));
    assertThat(ofAgent.status()).as("%s", ofAgent).isEqualTo(201);
    var ofEntity = new Hooks(tasks.api).ofEntity(entity, URL, events);
    assertThat(ofEntity.body().path("agent_id").isNull()).isTrue();
    assertThat(ofEntity.text("entity_id")).isEqualTo(entity.toString());
    assertThat(
            tasks
                .api
                .asAdmin("GET", "/api/webhooks?entity_id=" + entity, null)
                .body()
                .path("items"))
        .hasSize(1);
    for (var role : List.of("founder", "auditor")) {
      var path = "/api/webhooks?entity_id=" + entity;
      var listed =
          role.equals("founder")
              ? tasks.api.asFounder(entity, "GET", path, null)
              : tasks.api.asAuditor(entity, "GET", path, null);
      assertThat(listed.body().path("items")).as(role).hasSize(1);
    }
    for (var body :
        List.of(
            Map.of("url", URL, "events", events),
            Map.of("url", URL, "events", events, "agent_id", agent, "entity_id", entity))) {
      assertThat(tasks.api.asAdmin("POST", "/api/webhooks", body).status()).isEqualTo(400);
    }
    var nobody = Map.of("url", URL, "events", events, "agent_id", UUID.randomUUID());
    assertThat(tasks.api.asAdmin("POST", "/api/webhooks", nobody).status()).isEqualTo(404);
    var created = "/api/ledger/platform?type=webhook_created&limit=200&from=" + before;
    assertThat(tasks.api.asAdmin("GET", created, null).body().toString())
        .contains(ofEntity.text("webhook_id"));
    Replayed.assertLiveEqualsReplay(tasks.api);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1/",
        "http://localhost:9000/",
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]:8080/",
        "ftp://93.184.216.34/",
        "https://user:pass@93.184.216.34/",
        "no address"
      })
  void a_url_that_may_not_be_called_is_refused_and_changes_nothing(String url) {
    var agent = tasks.agent();
    var body = Map.of("url", url, "events", List.of("task.completed"));
    var refused = tasks.api.asAgent(agent, "POST", "/api/webhooks", body);
    assertThat(refused.status()).as("%s", refused).isEqualTo(400);
    assertThat(refused.body().at("/errors/0/field").asString()).isEqualTo("url");
    var made = new Hooks(tasks.api).of(agent, URL, List.of("task.completed"));
    assertThat(tasks.api.asAgent(agent, "PATCH", Hooks.path(made), Map.of("url", url)).status())
        .isEqualTo(400);
    assertThat(tasks.api.asAgent(agent, "GET", Hooks.path(made), null).text("url")).isEqualTo(URL);
  }

  @Test
  void what_is_no_event_no_moment_and_too_much_is_refused() {
    var agent = tasks.agent();
    for (var events : List.of(List.of(), List.of("task.exploded"), List.of("TASK.COMPLETED"))) {
      var body = Map.of("url", URL, "events", events);
      assertThat(tasks.api.asAgent(agent, "POST", "/api/webhooks", body).status()).isEqualTo(400);
    }
    var made = new Hooks(tasks.api).of(agent, URL, List.of("task.completed"));
    for (var body :
        List.of(Map.of(), Map.of("from", "yesterday"), Map.of("from", "2999-01-01T00:00:00Z"))) {
      assertThat(tasks.api.asAgent(agent, "POST", Hooks.path(made) + "/replay", body).status())
          .isEqualTo(400);
    }
    for (int n = 1; n < WebhookBook.MOST; n++) {
      new Hooks(tasks.api).of(agent, URL, List.of("task.completed"));
    }
    var body = Map.of("url", URL, "events", List.of("task.completed"));
    assertThat(tasks.api.asAgent(agent, "POST", "/api/webhooks", body).status()).isEqualTo(409);
    tasks.change(agent, "terminate");
    assertThat(tasks.api.asAdmin("DELETE", Hooks.path(made), null).status()).isEqualTo(204);
    var late = Map.of("url", URL, "events", List.of("task.completed"), "agent_id", agent);
    assertThat(tasks.api.asAdmin("POST", "/api/webhooks", late).text("reason"))
        .isEqualTo("agent_not_active");
  }

  @Test
  void a_key_of_scope_tasks_makes_them_and_one_of_scope_read_sees_them() {
    var agent = tasks.agent();
    var body = Map.of("url", URL, "events", List.of("task.completed"));
    var write = tasks.api.createKey(agent, "tasks").text("key");
    var read = tasks.api.createKey(agent, "read").text("key");
    assertThat(tasks.api.bearing(write, "POST", "/api/webhooks", body).status()).isEqualTo(201);
    assertThat(tasks.api.bearing(read, "POST", "/api/webhooks", body).status()).isEqualTo(403);
    assertThat(tasks.api.bearing(read, "GET", "/api/webhooks", null).status()).isEqualTo(200);
  }
}
