package com.geniinow.runtime.command.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Api.Answer;
import com.geniinow.runtime.command.Parallel;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.SecondProcess;
import com.geniinow.runtime.command.TestClock;
import com.geniinow.runtime.command.testing.BrakeClient;
import com.geniinow.runtime.command.testing.FakeSlack;
import com.geniinow.runtime.command.testing.TaskClient;
import com.geniinow.runtime.platform.security.JwtMinter;
import com.geniinow.runtime.queue.TaskQueue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Tasks that a person must let run. */
@RuntimeTest
class ApprovalTest {
  /** Of the payload {@code {"b": 1, "a": [1.50]}} in its RFC 8785 form. */
  private static final String SHA256 = sha256("{\"a\":[1.5],\"b\":1}");

  @Autowired TaskClient tasks;
  @Autowired TestClock clock;
  @Autowired TaskQueue queue;
  private final UUID entity = UUID.randomUUID();
  private UUID agent;

  @BeforeEach
  void anAgent() {
    agent = tasks.api.provision(Map.of("monthly_token_limit", 1_000_000, "entity_id", entity));
  }

  @AfterEach
  void letClockGo() {
    clock.letGo();
  }

  @Test
  void a_task_waits_with_its_hold_and_its_place_until_a_founder_lets_it_run() {
    var task = submit(Map.of());
    var waits = tasks.view(task);
    assertThat(waits.text("status")).isEqualTo("awaiting_approval");
    assertThat(waits.body().path("approval").path("decided_by").isNull()).isTrue();
    assertThat(tasks.reserved(agent)).isEqualTo(100);
    assertThat(tasks.tryStart(task).status()).isEqualTo(409);
    tasks.run("queue-reconciler");
    assertThat(queue.snapshot(agent)).isEmpty();

    var approved = founder(task, "approve", Map.of("payload_sha256", SHA256, "reason", "fine"));
    assertThat(approved.status()).as("%s", approved).isEqualTo(200);
    assertThat(approved.text("status")).isEqualTo("queued");
    assertThat(approved.body().path("approval").path("decided_by").asString()).isEqualTo("founder");
    assertThat(approved.body().path("approval").path("reason").asString()).isEqualTo("fine");
    await().atMost(TaskClient.SOON).until(() -> queue.snapshot(agent).contains(task));
    assertThat(tasks.complete(task, tasks.start(task)).status()).isEqualTo(200);

    for (var how : new String[] {"approve", "deny"}) {
      var again = founder(task, how, Map.of("payload_sha256", SHA256));
      assertThat(again.status()).isEqualTo(409);
      assertThat(again.text("reason")).isEqualTo("conflict");
    }
    assertThat(tasks.events(task)).containsOnlyOnce("TaskApproved");
  }

  @Test
  void a_denied_task_is_over_and_gives_its_hold_back() {
    var task = submit(Map.of());
    var denied =
        tasks.api.asAdmin(
            "POST",
            "/api/tasks/" + task + "/deny",
            Map.of("payload_sha256", SHA256.toUpperCase(java.util.Locale.ROOT)));
    assertThat(denied.text("status")).isEqualTo("denied");
    assertThat(tasks.reserved(agent)).isZero();
    assertThat(tasks.redrive(task).status()).isEqualTo(409);
    assertThat(tasks.cancel(agent, task).status()).isEqualTo(409);
  }

  @Test
  void who_looked_at_another_payload_decides_nothing() {
    var task = submit(Map.of());
    for (var how : new String[] {"approve", "deny"}) {
      var other = founder(task, how, Map.of("payload_sha256", sha256("{}")));
      assertThat(other.status()).isEqualTo(409);
      assertThat(other.text("reason")).isEqualTo("payload_mismatch");
      assertThat(founder(task, how, Map.of()).status()).isEqualTo(400);
      assertThat(founder(task, how, Map.of("payload_sha256", "5e")).status()).isEqualTo(400);
    }
    assertThat(tasks.status(task)).isEqualTo("awaiting_approval");
  }

  @Test
  void neither_the_submitter_nor_a_stranger_decides() {
    var task = submit(Map.of());
    var path = "/api/tasks/" + task + "/approve";
    var body = Map.of("payload_sha256", SHA256);
    assertThat(tasks.api.asAgent(agent, "POST", path, body).status()).isEqualTo(403);
    assertThat(tasks.api.asWorker("POST", path, body).status()).isEqualTo(403);
    assertThat(tasks.api.asFounder(UUID.randomUUID(), "POST", path, body).status()).isIn(403, 404);
    var minter = new JwtMinter(RuntimeTest.SECRET, Clock.systemUTC());
    for (var subject : List.of(agent.toString(), agent.toString().toUpperCase(Locale.ROOT))) {
      var self = minter.founder(subject, entity, Duration.ofMinutes(5));
      assertThat(tasks.api.bearing(self, "POST", path, body).status()).as(subject).isEqualTo(403);
    }
    assertThat(tasks.status(task)).isEqualTo("awaiting_approval");
  }

  @Test
  void nobody_decided_in_time() {
    clock.set(Instant.now().minusSeconds(60));
    var task = submit(Map.of("approval_expires_in_seconds", 30));
    clock.letGo();
    var late = founder(task, "approve", Map.of("payload_sha256", SHA256));
    assertThat(late.status()).isEqualTo(409);
    assertThat(late.text("reason")).isEqualTo("conflict");
    tasks.awaitStatus(task, "denied");
    assertThat(tasks.view(task, "approval").path("decided_by").asString()).isEqualTo("runtime");
    assertThat(tasks.reserved(agent)).isZero();
  }

  @Test
  void what_nobody_decided_about_by_its_end_is_denied_and_what_ended_before_is_expired() {
    clock.set(Instant.now().minusSeconds(60));
    var both = submit(Map.of("approval_expires_in_seconds", 30, "expires_in_seconds", 30));
    var ended = submit(Map.of("approval_expires_in_seconds", 40, "expires_in_seconds", 30));
    clock.letGo();
    tasks.awaitStatus(both, "denied");
    tasks.awaitStatus(ended, "expired");
    assertThat(tasks.view(both, "approval").path("decided_by").asString()).isEqualTo("runtime");
    assertThat(tasks.reserved(agent)).isZero();
  }

  @Test
  void what_costs_more_than_the_agent_may_spend_unasked_must_be_approved() {
    var change =
        tasks.api.asAdmin(
            "PATCH",
            "/api/agents/" + agent,
            Map.of("metadata", Map.of("approval_over_usd", 0.0001)));
    assertThat(change.status()).as("%s", change).isEqualTo(200);
    var cheap = tasks.trySubmit(agent, Map.of("estimated_tokens", 1));
    assertThat(cheap.text("status")).isEqualTo("queued");
    var dear = tasks.trySubmit(agent, Map.of("model", "gpt-4o", "estimated_tokens", 100_000));
    assertThat(dear.text("status")).isEqualTo("awaiting_approval");

    for (var wrong : new Object[] {-1, "1", true, 1e12}) {
      var refused =
          tasks.api.asAdmin(
              "PATCH",
              "/api/agents/" + agent,
              Map.of("metadata", Map.of("approval_over_usd", wrong)));
      assertThat(refused.status()).as("%s", wrong).isEqualTo(400);
    }
  }

  @Test
  void a_task_for_later_is_approved_first_and_holds_nothing_until_it_is_due() {
    clock.set(Instant.now().minusSeconds(60));
    var task = submit(Map.of("delay_seconds", 30, "approval_expires_in_seconds", 900));
    clock.letGo();
    tasks.run("due-tasks");
    assertThat(tasks.status(task)).isEqualTo("awaiting_approval");
    assertThat(tasks.reserved(agent)).isZero();

    var approved = founder(task, "approve", Map.of("payload_sha256", SHA256));
    assertThat(approved.text("status")).isIn("scheduled", "queued");
    tasks.awaitStatus(task, "queued");
    assertThat(tasks.reserved(agent)).isEqualTo(100);
  }

  @Test
  void a_suspended_agent_s_and_a_braked_task_are_decided_and_wait() {
    var suspended = submit(Map.of());
    tasks.change(agent, "suspend");
    var approved = founder(suspended, "approve", Map.of("payload_sha256", SHA256));
    assertThat(approved.text("status")).isEqualTo("queued");
    assertThat(queue.snapshot(agent)).isEmpty();
    tasks.change(agent, "resume");
    await().atMost(TaskClient.SOON).until(() -> queue.snapshot(agent).contains(suspended));

    var braked = submit(Map.of());
    try (var brakes = new BrakeClient(tasks.api)) {
      brakes.set("agent", agent);
      assertThat(founder(braked, "approve", Map.of("payload_sha256", SHA256)).status())
          .isEqualTo(200);
      assertThat(tasks.tryStart(braked).text("reason")).isEqualTo("braked");
    }
    await().atMost(TaskClient.SOON).until(() -> queue.snapshot(agent).contains(braked));
  }

  @Test
  void it_can_be_cancelled_and_ends_with_its_agent() {
    var task = submit(Map.of());
    assertThat(tasks.cancel(agent, task).text("status")).isEqualTo("cancelled");
    assertThat(tasks.reserved(agent)).isZero();
    var other = submit(Map.of());
    tasks.change(agent, "terminate");
    assertThat(tasks.status(other)).isEqualTo("cancelled");
  }

  @Test
  void people_are_told_what_it_may_cost_at_most() {
    var task =
        submit(Map.of("model", "gpt-4o", "max_cost_usd", 0.5, "estimated_tokens", 1_000_000));
    await().atMost(TaskClient.SOON).until(() -> !FakeSlack.messagesAbout(task).isEmpty());
    assertThat(FakeSlack.messagesAbout(task).toString())
        .contains("Approval required", "Costs at most", "0.5 USD");
    tasks.run("alert-sweep");
    assertThat(tasks.alerts(task)).isEqualTo(1);
  }

  @Test
  void two_processes_decide_once_at_the_same_instant() throws Exception {
    try (var other = SecondProcess.start()) {
      for (var round = 0; round < 5; round++) {
        var task = submit(Map.of());
        var path = "/api/tasks/" + task;
        var body = Map.of("payload_sha256", SHA256);
        var answers =
            Parallel.all(
                4,
                n ->
                    (n % 2 == 0 ? tasks.api : other.api())
                        .asFounder(entity, "POST", path + (n < 2 ? "/approve" : "/deny"), body)
                        .status());
        assertThat(answers).containsOnlyOnce(200).contains(409);
        assertThat(
                tasks.events(task).stream()
                    .filter(e -> e.equals("TaskApproved") || e.equals("TaskDenied")))
            .hasSize(1);
        tasks.cancel(agent, task);
      }
    }
    assertThat(tasks.reserved(agent)).isZero();
  }

  private Answer founder(UUID task, String how, Map<String, ?> body) {
    return tasks.api.asFounder(entity, "POST", "/api/tasks/" + task + "/" + how, body);
  }

  private UUID submit(Map<String, ?> more) {
    var body = new HashMap<String, Object>(more);
    body.put("approval", "required");
    body.put("payload", Map.of("b", 1, "a", new double[] {1.5}));
    var answer = tasks.trySubmit(agent, body);
    assertThat(answer.status()).as("%s", answer).isEqualTo(202);
    assertThat(answer.text("status")).isEqualTo("awaiting_approval");
    return UUID.fromString(answer.text("task_id"));
  }

  private static String sha256(String text) {
    try {
      var sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
