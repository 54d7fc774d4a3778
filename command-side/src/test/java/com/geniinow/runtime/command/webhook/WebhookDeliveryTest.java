package com.geniinow.runtime.command.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Api.Answer;
import com.geniinow.runtime.command.Replayed;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Sabotage;
import com.geniinow.runtime.command.testing.TaskClient;
import com.geniinow.runtime.platform.web.Json;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What receivers get, whatever they answer. */
@RuntimeTest
class WebhookDeliveryTest {
  @Autowired TaskClient tasks;
  @Autowired MeterRegistry meters;

  private TestReceiver receiver;
  private Hooks hooks;

  @BeforeEach
  void listen() throws Exception {
    receiver = new TestReceiver();
    hooks = new Hooks(tasks.api);
  }

  @AfterEach
  void close() {
    hooks.close();
    receiver.close();
    Replayed.assertLiveEqualsReplay(tasks.api);
  }

  @Test
  void a_receiver_gets_what_it_asked_for_signed_and_in_order() throws Exception {
    var agent = tasks.agent();
    tasks.submit(agent); // before the webhook: never heard of
    var hook = hooks.of(agent, receiver.url("/a"), List.of("task.submitted", "task.completed"));
    var task = tasks.submit(agent);
    tasks.complete(task, tasks.start(task));

    var calls = receiver.awaitCalls("/a", 2);
    assertThat(calls)
        .extracting(call -> call.text("type"))
        .containsExactly("task.submitted", "task.completed");
    for (var call : calls) {
      assertThat(call.json().propertyNames())
          .containsExactly("event_id", "type", "agent_id", "task_id", "at", "status");
      assertThat(call.text("task_id")).isEqualTo(task.toString());
      assertThat(call.header("webhook-id")).isEqualTo(call.text("event_id"));
      assertThat(call.header("Content-Type")).startsWith("application/json");
      var seconds = Long.parseLong(call.header("webhook-timestamp"));
      assertThat(Instant.ofEpochSecond(seconds))
          .isBetween(Instant.now().minusSeconds(120), Instant.now());
      assertThat(call.header("webhook-signature"))
          .isEqualTo(
              WebhookSecret.sign(
                  List.of(hook.text("secret")), call.text("event_id"), seconds, call.body()));
    }
    await().atMost(TaskClient.SOON).until(() -> hooks.deliveries(hook).size() == 2);
    assertThat(hooks.deliveries(hook)).containsValue("delivered").doesNotContainValue("retrying");
  }

  @Test
  void what_fails_is_repeated_with_pauses_and_nothing_overtakes_it() throws Exception {
    var agent = tasks.agent();
    var delivered = timed("delivered");
    var retried = timed("retrying");
    var left = new AtomicInteger(3);
    receiver.answers(call -> left.getAndDecrement() > 0 ? 503 : 204);
    var hook = hooks.of(agent, receiver.url("/a"), Hooks.ENDS);
    List<UUID> submitted = new ArrayList<>();
    for (int n = 0; n < 5; n++) {
      submitted.add(tasks.submit(agent));
    }
    var calls = receiver.awaitCalls("/a", 8);
    assertThat(calls.subList(0, 4))
        .extracting(call -> call.header("webhook-id"))
        .hasSize(4)
        .containsOnly(calls.getFirst().header("webhook-id"));
    assertThat(calls.subList(3, 8))
        .extracting(call -> call.text("task_id"))
        .containsExactlyElementsOf(submitted.stream().map(UUID::toString).toList());
    await()
        .atMost(TaskClient.SOON)
        .until(() -> hooks.deliveries(hook).values().stream().allMatch("delivered"::equals));
    var first = tasks.api.asAdmin("GET", Hooks.path(hook) + "/deliveries?limit=1", null).body();
    assertThat(first.at("/items/0/tries").asInt()).isEqualTo(4);
    assertThat(first.path("next_cursor").isNull()).isFalse();
    assertThat(timed("delivered") - delivered).isGreaterThanOrEqualTo(5);
    assertThat(timed("retrying") - retried).isGreaterThanOrEqualTo(3);
  }

  private long timed(String outcome) {
    var timer = meters.find("genii.webhook.call").tag("outcome", outcome).timer();
    return timer == null ? 0 : timer.count();
  }

  @Test
  void a_receiver_that_is_slow_or_dead_slows_nobody_else() throws Exception {
    var slow = tasks.agent();
    var dead = tasks.agent();
    var good = tasks.agent();
    receiver.hold("/slow");
    hooks.of(slow, receiver.url("/slow"), Hooks.ENDS);
    hooks.of(dead, "http://127.0.0.1:1/", Hooks.ENDS);
    hooks.of(good, receiver.url("/good"), Hooks.ENDS);
    for (int n = 0; n < 3; n++) {
      tasks.submit(slow);
      tasks.submit(dead);
      tasks.submit(good);
    }
    receiver.awaitCalls("/good", 3);
    assertThat(receiver.calls("/slow")).isEmpty();
    receiver.letGo("/slow");
    await().atMost(TaskClient.SOON).until(() -> distinct("/slow") == 3);
  }

  private long distinct(String path) {
    return receiver.ids(path).stream().distinct().count();
  }

  @Test
  void an_agent_whose_event_is_never_taken_holds_up_no_other_agent_of_the_entity()
      throws Exception {
    var entity = UUID.randomUUID();
    var bad = tasks.api.provision(Map.of("entity_id", entity));
    var good = tasks.api.provision(Map.of("entity_id", entity));
    receiver.answers(call -> call.text("agent_id").equals(bad.toString()) ? 500 : 200);
    var hook = hooks.ofEntity(entity, receiver.url("/a"), Hooks.ENDS);
    tasks.submit(bad);
    for (int n = 0; n < 5; n++) {
      tasks.submit(good);
    }
    await()
        .atMost(TaskClient.SOON)
        .until(
            () ->
                receiver.calls("/a").stream()
                        .filter(call -> call.text("agent_id").equals(good.toString()))
                        .count()
                    == 5);
    await()
        .atMost(TaskClient.SOON)
        .until(
            () ->
                !tasks
                    .api
                    .asAdmin("GET", Hooks.path(hook), null)
                    .body()
                    .path("failing_since")
                    .isNull());
    receiver.answers(call -> 200);
    await()
        .atMost(TaskClient.SOON)
        .until(
            () ->
                tasks
                    .api
                    .asAdmin("GET", Hooks.path(hook), null)
                    .body()
                    .path("failing_since")
                    .isNull());
  }

  @Test
  void redirects_are_not_followed() throws Exception {
    var agent = tasks.agent();
    receiver.redirectsTo(receiver.url("/moved"));
    var hook = hooks.of(agent, receiver.url("/a"), Hooks.ENDS);
    tasks.submit(agent);
    receiver.awaitCalls("/a", 2);
    assertThat(receiver.calls("/moved")).isEmpty();
    var shown = tasks.api.asAdmin("GET", Hooks.path(hook) + "/deliveries", null).body();
    assertThat(shown.at("/items/0/status").asString()).isEqualTo("retrying");
    assertThat(shown.at("/items/0/response_code").asInt()).isEqualTo(302);
    assertThat(shown.at("/items/0/error").asString()).contains("not followed");
  }

  @Test
  void after_24_hours_an_event_is_parked_and_people_are_told_and_a_replay_brings_it()
      throws Exception {
    var agent = tasks.agent();
    receiver.answers(call -> 500);
    var hook = hooks.of(agent, receiver.url("/a"), List.of("task.submitted"));
    var first = tasks.submit(agent);
    receiver.awaitCalls("/a", 1);
    await().atMost(TaskClient.SOON).until(() -> hooks.deliveries(hook).size() == 1);
    failsSinceYesterday(hook.text("webhook_id"));
    await().atMost(TaskClient.SOON).until(() -> hooks.deliveries(hook).containsValue("parked"));
    await()
        .atMost(TaskClient.SOON)
        .until(
            () ->
                tasks
                        .system
                        .sql("SELECT count(*) FROM alerts WHERE agent_id = ? AND kind = ?")
                        .param(agent)
                        .param("webhook_parked")
                        .query(Long.class)
                        .single()
                    == 1);
    receiver.answers(call -> 200);
    var second = tasks.submit(agent);
    await().atMost(TaskClient.SOON).until(() -> taskIds("/a").contains(second.toString()));

    var replay =
        tasks.api.asAgent(
            agent,
            "POST",
            Hooks.path(hook) + "/replay",
            Map.of("from", Instant.now().minus(Duration.ofHours(30)).toString()));
    assertThat(replay.status()).as("%s", replay).isEqualTo(202);
    await()
        .atMost(TaskClient.SOON)
        .untilAsserted(
            () -> assertThat(taskIds("/a")).endsWith(first.toString(), second.toString()));
    assertThat(hooks.deliveries(hook)).doesNotContainValue("parked");
  }

  private void failsSinceYesterday(String webhookId) {
    assertThat(
            tasks
                .system
                .sql(
                    """
                    UPDATE webhook_lanes SET failing_since = failing_since - interval '25 hours'
                    WHERE webhook_id = ?::uuid AND failing_since IS NOT NULL""")
                .param(webhookId)
                .update())
        .isOne();
  }

  private List<String> taskIds(String path) {
    return receiver.calls(path).stream().map(call -> call.text("task_id")).toList();
  }

  @Test
  void a_receiver_that_was_away_gets_everything_once_and_in_order() throws Exception {
    var agent = tasks.agent();
    receiver.answers(call -> 502);
    hooks.of(agent, receiver.url("/a"), Hooks.ENDS);
    List<String> expected = new ArrayList<>();
    for (int n = 0; n < 30; n++) {
      var task = tasks.submit(agent);
      tasks.cancel(agent, task);
      expected.add("task.submitted " + task);
      expected.add("task.cancelled " + task);
    }
    receiver.awaitCalls("/a", 2);
    var good = new CopyOnWriteArrayList<TestReceiver.Call>();
    receiver.answers(
        call -> {
          good.add(call);
          return 200;
        });
    await().atMost(TaskClient.SOON).until(() -> good.size() >= expected.size());
    assertThat(good)
        .extracting(call -> call.text("type") + " " + call.text("task_id"))
        .containsExactlyElementsOf(expected);
  }

  @Test
  void a_replay_begins_before_the_webhook_was_made_and_again_in_order() throws Exception {
    var agent = tasks.agent();
    var before = Instant.now().minusSeconds(5);
    var first = tasks.submit(agent);
    var hook = hooks.of(agent, receiver.url("/a"), List.of("task.submitted"));
    var second = tasks.submit(agent);
    receiver.awaitCalls("/a", 1);
    tasks.api.asAgent(
        agent, "POST", Hooks.path(hook) + "/replay", Map.of("from", before.toString()));
    await()
        .atMost(TaskClient.SOON)
        .untilAsserted(
            () ->
                assertThat(taskIds("/a"))
                    .containsExactly(second.toString(), first.toString(), second.toString()));
    assertThat(receiver.ids("/a").get(0)).isEqualTo(receiver.ids("/a").get(2));
  }

  @Test
  void a_new_secret_signs_from_now_on_and_the_old_one_beside_it_for_the_overlap() throws Exception {
    var agent = tasks.agent();
    var hook = hooks.of(agent, receiver.url("/a"), List.of("task.submitted"));
    var rotated =
        tasks.api.asAgent(
            agent, "POST", Hooks.path(hook) + "/rotate", Map.of("overlap_seconds", 600));
    assertThat(rotated.status()).as("%s", rotated).isEqualTo(200);
    tasks.submit(agent);
    var call = receiver.awaitCalls("/a", 1).getFirst();
    var seconds = Long.parseLong(call.header("webhook-timestamp"));
    assertThat(call.header("webhook-signature"))
        .isEqualTo(
            WebhookSecret.sign(
                List.of(rotated.text("secret"), hook.text("secret")),
                call.text("event_id"),
                seconds,
                call.body()));

    var again = tasks.api.asAgent(agent, "POST", Hooks.path(hook) + "/rotate", Map.of());
    tasks.api.asAdmin("GET", Hooks.path(hook), null);
    tasks.submit(agent);
    var next = receiver.awaitCalls("/a", 2).getLast();
    assertThat(next.header("webhook-signature"))
        .isEqualTo(
            WebhookSecret.sign(
                List.of(again.text("secret")),
                next.text("event_id"),
                Long.parseLong(next.header("webhook-timestamp")),
                next.body()));
  }

  @Test
  void a_changed_webhook_gets_what_waits_at_its_new_address_and_a_deleted_one_nothing()
      throws Exception {
    var agent = tasks.agent();
    receiver.answers(call -> call.path().equals("/old") ? 500 : 200);
    var hook = hooks.of(agent, receiver.url("/old"), List.of("task.submitted"));
    var task = tasks.submit(agent);
    receiver.awaitCalls("/old", 1);
    var changed =
        tasks.api.asAgent(agent, "PATCH", Hooks.path(hook), Map.of("url", receiver.url("/new")));
    assertThat(changed.status()).as("%s", changed).isEqualTo(200);
    assertThat(changed.body().has("secret")).isFalse();
    assertThat(receiver.awaitCalls("/new", 1).getFirst().text("task_id"))
        .isEqualTo(task.toString());
    await().atMost(TaskClient.SOON).until(() -> hooks.deliveries(hook).containsValue("delivered"));

    assertThat(tasks.api.asAgent(agent, "DELETE", Hooks.path(hook), null).status()).isEqualTo(204);
    tasks.submit(agent);
    hooks.of(agent, receiver.url("/other"), List.of("task.submitted"));
    tasks.submit(agent);
    receiver.awaitCalls("/other", 1); // so what the deleted one would have heard was read, too
    assertThat(receiver.calls("/new")).hasSize(1);
    assertThat(tasks.api.asAdmin("GET", Hooks.path(hook), null).status()).isEqualTo(404);
    for (var table : List.of("webhook_taps", "webhook_lanes", "webhook_deliveries")) {
      assertThat(rows(table, hook)).as(table).isZero();
    }
  }

  private long rows(String table, Answer hook) {
    return tasks
        .system
        .sql("SELECT count(*) FROM " + table + " WHERE webhook_id = ?")
        .param(UUID.fromString(hook.text("webhook_id")))
        .query(Long.class)
        .single();
  }

  @Test
  void what_is_wanted_no_more_is_not_shown_as_if_it_were_tried_again() throws Exception {
    var agent = tasks.agent();
    receiver.answers(call -> call.text("type").equals("task.submitted") ? 500 : 200);
    var hook = hooks.of(agent, receiver.url("/a"), List.of("task.submitted", "task.cancelled"));
    var task = tasks.submit(agent);
    await().atMost(TaskClient.SOON).until(() -> hooks.deliveries(hook).containsValue("retrying"));
    var changed =
        tasks.api.asAgent(
            agent, "PATCH", Hooks.path(hook), Map.of("events", List.of("task.cancelled")));
    assertThat(changed.status()).as("%s", changed).isEqualTo(200);
    tasks.cancel(agent, task);
    await().atMost(TaskClient.SOON).until(() -> hooks.deliveries(hook).containsValue("delivered"));
    await().atMost(TaskClient.SOON).until(() -> hooks.deliveries(hook).size() == 1);
    var tried = tasks.api.asAdmin("GET", Hooks.path(hook) + "/deliveries", null).body();
    assertThat(tried.at("/items/0/tries").asInt()).isEqualTo(1);
  }

  @Test
  void what_nobody_foresaw_counts_as_a_try_and_the_lane_goes_on_soon_after() throws Exception {
    var agent = tasks.agent();
    var hook = hooks.of(agent, receiver.url("/a"), List.of("task.submitted"));
    try (var sabotage = Sabotage.failing("webhook_deliveries", agent)) {
      assertThat(sabotage).isNotNull();
      tasks.submit(agent);
      // Without that it would be called once in 60 s.
      receiver.awaitCalls("/a", 3);
    }
    await().atMost(TaskClient.SOON).until(() -> hooks.deliveries(hook).containsValue("delivered"));
  }

  @Test
  void a_trial_is_one_call_that_says_what_came_of_it() throws Exception {
    var agent = tasks.agent();
    var hook = hooks.of(agent, receiver.url("/a"), List.of("task.submitted"));
    var tried = tasks.api.asAgent(agent, "POST", Hooks.path(hook) + "/test", null);
    assertThat(tried.status()).as("%s", tried).isEqualTo(200);
    assertThat(tried.body().path("delivered").asBoolean()).isTrue();
    var call = receiver.awaitCalls("/a", 1).getFirst();
    assertThat(call.text("type")).isEqualTo("webhook.test");
    assertThat(call.header("webhook-id")).isEqualTo(tried.text("event_id"));

    receiver.answers(one -> 418);
    var failed = tasks.api.asAgent(agent, "POST", Hooks.path(hook) + "/test", null);
    assertThat(failed.body().path("delivered").asBoolean()).isFalse();
    assertThat(failed.body().path("response_code").asInt()).isEqualTo(418);
    assertThat(hooks.deliveries(hook)).isEmpty();
  }

  @Test
  void of_one_webhook_two_trials_run_at_once_and_none_without_a_secret() throws Exception {
    var agent = tasks.agent();
    var hook = hooks.of(agent, receiver.url("/a"), List.of("task.submitted"));
    receiver.hold("/a");
    var path = Hooks.path(hook) + "/test";
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int n = 0; n < 2; n++) {
        threads.execute(() -> tasks.api.asAgent(agent, "POST", path, null));
      }
      await().atMost(TaskClient.SOON).until(() -> receiver.arrived() == 2);
      assertThat(tasks.api.asAgent(agent, "POST", path, null).status()).isEqualTo(429);
      receiver.letGo("/a");
    }
    assertThat(tasks.api.asAgent(agent, "POST", path, null).status()).isEqualTo(200);

    tasks
        .system
        .sql("DELETE FROM webhook_secrets WHERE webhook_id = ?")
        .param(UUID.fromString(hook.text("webhook_id")))
        .update();
    int before = receiver.calls("/a").size();
    var unsigned = tasks.api.asAgent(agent, "POST", path, null);
    assertThat(unsigned.body().path("delivered").asBoolean(true)).isFalse();
    assertThat(unsigned.text("error")).contains("no secret");
    assertThat(receiver.calls("/a")).hasSize(before);
  }

  @Test
  void secrets_that_nothing_is_signed_with_any_more_are_forgotten() throws Exception {
    var agent = tasks.agent();
    var hook = hooks.of(agent, receiver.url("/a"), List.of("task.submitted"));
    var path = Hooks.path(hook) + "/rotate";
    tasks.api.asAgent(agent, "POST", path, Map.of("overlap_seconds", 0));
    tasks.api.asAgent(agent, "POST", path, Map.of("overlap_seconds", 3_600));
    assertThat(rows("webhook_secrets", hook)).isEqualTo(3);
    tasks.run("webhook-cleanup");
    assertThat(rows("webhook_secrets", hook)).isEqualTo(2);
  }

  @Test
  void secrets_stand_in_no_event_no_ledger_and_no_row_that_callers_read() throws Exception {
    var agent = tasks.agent();
    var hook = hooks.of(agent, receiver.url("/a"), List.of("task.submitted"));
    var secret = hook.text("secret");
    for (var path :
        List.of(
            "/api/webhooks",
            Hooks.path(hook),
            Hooks.path(hook) + "/deliveries",
            "/api/audit/agents/" + agent + "/events",
            "/api/agents/" + agent + "/ledger")) {
      var answer = tasks.api.asAdmin("GET", path, null);
      assertThat(answer.status()).as(path).isEqualTo(200);
      assertThat(Json.mapper().writeValueAsString(answer.body())).doesNotContain(secret);
    }
    assertThat(tasks.api.asAdmin("GET", "/api/agents/" + agent + "/ledger", null).body().toString())
        .contains("webhook_created", hook.text("webhook_id"));
  }
}
