package com.geniinow.runtime.command.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Replayed;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.testing.TaskClient;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Who is called when a task ends. */
@RuntimeTest
class CallbackTest {
  @Autowired TaskClient tasks;

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
  void it_is_called_once_when_the_task_ends_signed_with_the_webhook_s_secret() throws Exception {
    var agent = tasks.agent();
    var hook = hooks.of(agent, receiver.url("/hook"), List.of("file.stored"));
    var task = submit(agent, receiver.url("/done?of=1"));
    tasks.complete(task, tasks.start(task));

    var call = receiver.awaitCalls("/done?of=1", 1).getFirst();
    assertThat(call.text("type")).isEqualTo("task.completed");
    assertThat(call.text("task_id")).isEqualTo(task.toString());
    assertThat(call.header("webhook-signature"))
        .isEqualTo(
            WebhookSecret.sign(
                List.of(hook.text("secret")),
                call.header("webhook-id"),
                Long.parseLong(call.header("webhook-timestamp")),
                call.body()));
    await().atMost(TaskClient.SOON).until(() -> hooks.deliveries(hook).containsValue("delivered"));
    assertThat(receiver.calls("/hook")).isEmpty();
    await().atMost(TaskClient.SOON).until(() -> callbacks(hook.text("webhook_id")) == 0);
  }

  @Test
  void each_end_calls_also_the_one_after_a_redrive() throws Exception {
    var agent = tasks.agent();
    hooks.of(agent, receiver.url("/hook"), List.of("file.stored"));
    var task = submit(agent, receiver.url("/done"));
    tasks.fail(task, tasks.start(task), false, 1);
    receiver.awaitCalls("/done", 1);
    tasks.awaitStatus(task, "dead_lettered");
    tasks.redrive(task);
    tasks.awaitStatus(task, "queued");
    tasks.complete(task, tasks.start(task));
    assertThat(receiver.awaitCalls("/done", 2))
        .extracting(call -> call.text("type"))
        .containsExactly("task.dead_lettered", "task.completed");
  }

  @Test
  void one_that_is_not_taken_is_repeated_and_holds_up_no_other() throws Exception {
    var agent = tasks.agent();
    hooks.of(agent, receiver.url("/hook"), List.of("task.cancelled"));
    receiver.answers(call -> call.path().equals("/bad") ? 500 : 200);
    var bad = submit(agent, receiver.url("/bad"));
    var good = submit(agent, receiver.url("/good"));
    tasks.cancel(agent, bad);
    tasks.cancel(agent, good);
    receiver.awaitCalls("/good", 1);
    receiver.awaitCalls("/hook", 2);
    receiver.awaitCalls("/bad", 3);
  }

  @Test
  void without_a_webhook_of_the_agent_s_own_at_that_origin_it_is_refused() {
    var entity = UUID.randomUUID();
    var agent = tasks.api.provision(Map.of("entity_id", entity));
    var other = tasks.agent();
    hooks.of(other, receiver.url("/hook"), List.of("task.completed"));
    hooks.ofEntity(entity, receiver.url("/hook"), List.of("task.completed"));
    assertRefused(agent, receiver.url("/done"));
    hooks.of(agent, "https://example.com/hook", List.of("task.completed"));
    for (var url :
        List.of(
            receiver.url("/done"),
            "http://example.com/done",
            "https://example.com:8443/done",
            "https://example.com.evil.example/done",
            "https://example.com@evil.example/done",
            "https://user@example.com/done",
            "https://:secret@example.com/done",
            "https://evil.example\\@example.com/done",
            "https://example.com:99999/done",
            "example.com/done",
            "no address")) {
      assertRefused(agent, url);
    }
    for (var url :
        List.of(
            "https://example.com/x?y=z",
            "https://EXAMPLE.com:443/done",
            "https://example.com\\@evil.example/done")) { // as it is called: a path
      assertThat(tasks.trySubmit(agent, Map.of("callback_url", url)).status()).isEqualTo(202);
    }
  }

  @Test
  void an_address_that_other_readers_refuse_is_called_as_it_is_meant() throws Exception {
    var agent = tasks.agent();
    hooks.of(agent, receiver.url("/hook"), List.of("file.stored"));
    tasks.cancel(agent, submit(agent, receiver.url("/done/{of}|all#part")));
    assertThat(receiver.awaitCalls("/done/%7Bof%7D%7Call", 1)).hasSize(1);
  }

  @Test
  void a_key_answers_as_before_though_the_webhook_is_gone_and_differs_by_the_address() {
    var agent = tasks.agent();
    var hook = hooks.of(agent, receiver.url("/hook"), List.of("task.completed"));
    var body = Map.of("callback_url", receiver.url("/done"), "idempotency_key", "order-" + agent);
    var first = tasks.trySubmit(agent, body);
    assertThat(first.status()).isEqualTo(202);
    tasks.api.asAgent(agent, "DELETE", Hooks.path(hook), null);
    assertThat(tasks.trySubmit(agent, body).status()).isEqualTo(200);
    var without = Map.of("idempotency_key", "order-" + agent);
    assertThat(tasks.trySubmit(agent, without).status()).isEqualTo(422);
    assertRefused(agent, receiver.url("/done"));
  }

  private void assertRefused(UUID agent, String url) {
    var refused = tasks.trySubmit(agent, Map.of("callback_url", url));
    assertThat(refused.status()).as("%s: %s", url, refused).isEqualTo(400);
    assertThat(refused.body().at("/errors/0/field").asString()).isEqualTo("callback_url");
  }

  private UUID submit(UUID agent, String url) {
    var answer = tasks.trySubmit(agent, Map.of("callback_url", url));
    assertThat(answer.status()).as("%s", answer).isEqualTo(202);
    return UUID.fromString(answer.text("task_id"));
  }

  private long callbacks(String webhookId) {
    return tasks
        .system
        .sql("SELECT count(*) FROM webhook_lanes WHERE webhook_id = ? AND task_id IS NOT NULL")
        .param(UUID.fromString(webhookId))
        .query(Long.class)
        .single();
  }
}
