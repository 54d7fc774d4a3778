package com.geniinow.runtime.command.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Api.Answer;
import com.geniinow.runtime.command.Parallel;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.SecondProcess;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.TestClock;
import com.geniinow.runtime.command.agent.Agent;
import com.geniinow.runtime.command.testing.BrakeClient;
import com.geniinow.runtime.command.testing.TaskClient;
import com.geniinow.runtime.queue.TaskQueue;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Tasks for later. */
@RuntimeTest
class ScheduledTaskTest {
  private static final int YEAR = 31_536_000;

  @Autowired TaskClient tasks;
  @Autowired TestClock clock;
  @Autowired TaskQueue queue;

  @AfterEach
  void letClockGo() {
    clock.letGo();
  }

  @Test
  void its_wait_for_a_worker_begins_when_it_is_due() {
    clock.set(Instant.now().minusSeconds(1_000));
    var submitted = tasks.trySubmit(tasks.agent(), Map.of("delay_seconds", 900));
    clock.letGo();
    var task = UUID.fromString(submitted.text("task_id"));
    tasks.awaitStatus(task, "queued");
    long counted = tasks.api.metric("genii_queue_wait_seconds_count");
    long waited = tasks.api.metric("genii_queue_wait_seconds_sum");
    tasks.start(task);
    assertThat(tasks.api.metric("genii_queue_wait_seconds_count")).isGreaterThan(counted);
    assertThat(tasks.api.metric("genii_queue_wait_seconds_sum")).isLessThan(waited + 900);
  }

  @Test
  void a_task_for_later_is_scheduled_holds_nothing_and_is_queued_when_it_is_due() {
    var agent = tasks.agent();
    var at = Instant.now().plusSeconds(3_600).truncatedTo(java.time.temporal.ChronoUnit.MICROS);
    var answer = tasks.trySubmit(agent, Map.of("run_at", at.toString(), "priority", 2));
    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.text("status")).isEqualTo("scheduled");
    var task = UUID.fromString(answer.text("task_id"));
    tasks.run("due-tasks");
    assertThat(tasks.status(task)).isEqualTo("scheduled");
    assertThat(tasks.view(task).text("run_at")).isEqualTo(at.toString());
    assertThat(tasks.view(task, "priority").asInt()).isEqualTo(2);
    assertThat(tasks.reserved(agent)).isZero();
    assertThat(depth(agent)).isZero();
    assertThat(tasks.tryStart(task).status()).isEqualTo(409);
    assertThat(queue.snapshot(agent)).isEmpty();

    var due = past(agent, Map.of());
    tasks.awaitStatus(due, "queued");
    assertThat(tasks.reserved(agent)).isEqualTo(100);
    assertThat(depth(agent)).isEqualTo(1);
    assertThat(tasks.events(due)).containsOnlyOnce("TaskDue");
    await().atMost(TaskClient.SOON).until(() -> queue.snapshot(agent).contains(due));
    assertThat(tasks.complete(due, tasks.start(due)).status()).isEqualTo(200);
    assertThat(tasks.used(agent)).isEqualTo(40);
  }

  @Test
  void a_time_that_can_not_be_is_refused() {
    var agent = tasks.agent();
    var now = Instant.now();
    refused(agent, Map.of("run_at", now.toString(), "delay_seconds", 1), "delay_seconds");
    refused(agent, Map.of("delay_seconds", YEAR + 1), "delay_seconds");
    refused(agent, Map.of("delay_seconds", -1), "delay_seconds");
    refused(agent, Map.of("run_at", now.plusSeconds(YEAR + 60).toString()), "run_at");
    refused(agent, Map.of("run_at", "tomorrow"), "run_at");
    refused(agent, Map.of("priority", 0), "priority");
    refused(agent, Map.of("priority", 6), "priority");
    refused(agent, Map.of("expires_in_seconds", 0), "expires_in_seconds");
    refused(agent, Map.of("retry", Map.of("max_retries", 11)), "retry.max_retries");
    refused(
        agent, Map.of("retry", Map.of("base_seconds", 2, "max_seconds", 1)), "retry.max_seconds");
    refused(agent, Map.of("approval", "please"), "approval");
    refused(agent, Map.of("approval_expires_in_seconds", 0), "approval_expires_in_seconds");
    var latest = tasks.trySubmit(agent, Map.of("delay_seconds", YEAR));
    assertThat(latest.status()).isEqualTo(202);
  }

  @Test
  void a_moment_that_has_passed_is_due_at_once() {
    var task = task(tasks.trySubmit(tasks.agent(), Map.of("run_at", "2020-01-01T00:00:00Z")));
    tasks.awaitStatus(task, "queued");
  }

  @Test
  void the_same_key_with_another_time_is_another_request() {
    var agent = tasks.agent();
    var first = tasks.trySubmit(agent, Map.of("idempotency_key", "k", "delay_seconds", 900));
    var again = tasks.trySubmit(agent, Map.of("idempotency_key", "k", "delay_seconds", 900));
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.body()).isEqualTo(first.body());
    for (var other :
        List.of(
            Map.of("delay_seconds", 901),
            Map.of("delay_seconds", 900, "priority", 3),
            Map.of("delay_seconds", 900, "expires_in_seconds", 5),
            Map.of("delay_seconds", 900, "approval", "required"),
            Map.of("delay_seconds", 900, "retry", Map.of("max_retries", 1)))) {
      var body = new java.util.HashMap<String, Object>(other);
      body.put("idempotency_key", "k");
      assertThat(tasks.trySubmit(agent, body).status()).as("%s", other).isEqualTo(422);
    }
  }

  @Test
  void without_a_place_a_due_task_stays_and_keeps_no_other_agent_waiting() {
    var full = tasks.agent();
    var open = fill(full);
    clock.set(Instant.now().minusSeconds(60));
    var late = 510;
    for (var left = late; left > 0; left -= BatchRequest.MOST) {
      scheduled(full, Math.min(left, BatchRequest.MOST));
    }
    var other = tasks.agent();
    var free = task(tasks.trySubmit(other, Map.of("delay_seconds", 30)));
    clock.letGo();

    tasks.run("due-tasks");
    tasks.awaitStatus(free, "queued");
    assertThat(countOf(full, "scheduled")).isEqualTo(late);
    assertThat(tasks.reserved(full)).isEqualTo(100L * Agent.MAX_OPEN_TASKS);

    tasks.cancel(full, open.getFirst());
    await().atMost(TaskClient.SOON).until(() -> countOf(full, "queued") == Agent.MAX_OPEN_TASKS);
    assertThat(countOf(full, "scheduled")).as("one of them took its place").isEqualTo(late - 1);
  }

  /** So many at once, due in 20 s. */
  private void scheduled(UUID agent, int count) {
    var later =
        Map.of("type", "simulate", "estimated_tokens", 100, "delay_seconds", 20, "priority", 1);
    var answer =
        tasks.api.asAgent(
            agent, "POST", "/api/tasks/batch", Map.of("items", Collections.nCopies(count, later)));
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    assertThat(answer.body().path("items").valueStream())
        .hasSize(count)
        .allMatch(item -> item.path("code").asInt() == 202);
  }

  private static long countOf(UUID agent, String status) {
    return Superuser.count(
        "SELECT count(*) FROM agent_tasks WHERE agent_id = ? AND status = ?", agent, status);
  }

  @Test
  void a_suspended_agent_s_due_task_stays_until_it_is_resumed() {
    var agent = tasks.agent();
    clock.set(Instant.now().minusSeconds(60));
    var task = task(tasks.trySubmit(agent, Map.of("delay_seconds", 20)));
    tasks.change(agent, "suspend");
    clock.letGo();
    tasks.run("due-tasks");
    assertThat(tasks.status(task)).isEqualTo("scheduled");
    assertThat(tasks.events(task)).containsExactly("TaskSubmitted");

    tasks.change(agent, "resume");
    tasks.awaitStatus(task, "queued");
  }

  @Test
  void a_braked_task_stays_until_the_brake_is_released() {
    var agent = tasks.agent();
    clock.set(Instant.now().minusSeconds(60));
    var task = task(tasks.trySubmit(agent, Map.of("delay_seconds", 20)));
    try (var brakes = new BrakeClient(tasks.api)) {
      var brake = brakes.set("agent", agent);
      clock.letGo();
      tasks.run("due-tasks");
      assertThat(tasks.status(task)).isEqualTo("scheduled");
      assertThat(tasks.events(task)).containsExactly("TaskSubmitted");
      brakes.release(brake.text("brake_id"));
    }
    tasks.awaitStatus(task, "queued");
  }

  @Test
  void what_the_quota_refuses_when_it_is_due_is_given_up_and_can_be_redriven() {
    var agent = tasks.agent(50);
    var retry = Map.of("max_retries", 0);
    var task = past(agent, Map.of("priority", 1, "expires_in_seconds", 86_400, "retry", retry));
    tasks.awaitStatus(task, "dead_lettered");
    assertThat(tasks.view(task).text("failure_reason")).isEqualTo("quota_exceeded");
    assertThat(tasks.events(task))
        .containsExactly("TaskSubmitted", "UsageRefused", "TaskDeadLettered");
    assertThat(tasks.redrive(task).text("reason")).isEqualTo("quota_exceeded");

    tasks.api.asAdmin(
        "PUT", "/api/agents/" + agent + "/quota", Map.of("monthly_token_limit", 1_000));
    assertThat(tasks.redrive(task).status()).isEqualTo(202);
    var view = tasks.view(task);
    assertThat(view.text("status")).isEqualTo("queued");
    assertThat(view.body().path("priority").asInt()).isEqualTo(1);
    assertThat(view.body().path("expires_at").isNull()).isTrue();
    assertThat(tasks.fail(task, tasks.start(task), true, 1).status()).isEqualTo(200);
    tasks.awaitStatus(task, "dead_lettered");
    assertThat(tasks.view(task).text("failure_reason")).isEqualTo("retries_exhausted");
  }

  @Test
  void it_holds_at_the_price_of_when_it_is_due() {
    var model = "m-" + UUID.randomUUID();
    price(model, "1");
    var agent = tasks.agent();
    var later = task(tasks.trySubmit(agent, Map.of("model", model, "delay_seconds", 5)));
    price(model, "2");
    tasks.awaitStatus(later, "queued");
    assertThat(tasks.events(later, "UsageReserved", "priceVersion")).containsExactly("2");
  }

  private void price(String model, String usd) {
    var answer =
        tasks.api.asAdmin(
            "PUT",
            "/api/prices/" + model,
            Map.of(
                "input_usd_per_mtok", new java.math.BigDecimal(usd),
                "output_usd_per_mtok", new java.math.BigDecimal(usd),
                "reason", "test"));
    assertThat(answer.status()).as("%s", answer).isBetween(200, 201);
  }

  @Test
  void a_scheduled_task_can_be_cancelled_and_ends_with_its_agent() {
    var agent = tasks.agent();
    var one = task(tasks.trySubmit(agent, Map.of("delay_seconds", 900)));
    assertThat(tasks.cancel(agent, one).text("status")).isEqualTo("cancelled");
    assertThat(tasks.cancel(agent, one).status()).isEqualTo(409);

    var other = task(tasks.trySubmit(agent, Map.of("delay_seconds", 900)));
    tasks.change(agent, "terminate");
    assertThat(tasks.status(other)).isEqualTo("cancelled");
  }

  @Test
  void two_processes_that_look_at_once_queue_each_task_once() throws Exception {
    var agent = tasks.agent();
    clock.set(Instant.now().minusSeconds(60));
    var due =
        IntStream.range(0, 20)
            .mapToObj(n -> task(tasks.trySubmit(agent, Map.of("delay_seconds", 59))))
            .toList();
    clock.letGo();
    try (var other = SecondProcess.start()) {
      Parallel.all(
          8,
          n -> {
            if (n % 2 == 0) {
              tasks.run("due-tasks");
            } else {
              other.run("due-tasks");
            }
            return n;
          });
    }
    for (var task : due) {
      assertThat(tasks.status(task)).isEqualTo("queued");
      assertThat(tasks.events(task)).containsOnlyOnce("TaskDue");
    }
    assertThat(tasks.reserved(agent)).isEqualTo(2_000);
  }

  /** A task that is due already, however little. */
  private UUID past(UUID agent, Map<String, ?> more) {
    clock.set(Instant.now().minusSeconds(60));
    try {
      var body = new java.util.HashMap<String, Object>(more);
      body.put("delay_seconds", 30);
      return task(tasks.trySubmit(agent, body));
    } finally {
      clock.letGo();
    }
  }

  private List<UUID> fill(UUID agent) {
    return tasks.submitMany(agent, Agent.MAX_OPEN_TASKS);
  }

  private void refused(UUID agent, Map<String, ?> body, String field) {
    var answer = tasks.trySubmit(agent, body);
    assertThat(answer.status()).as("%s", body).isEqualTo(400);
    assertThat(answer.body().toString()).contains(field);
  }

  private long depth(UUID agent) {
    return tasks
        .api
        .asAdmin("GET", "/api/agents/" + agent, null)
        .body()
        .path("queue_depth")
        .asLong(-1);
  }

  private static UUID task(Answer answer) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(202);
    return UUID.fromString(answer.text("task_id"));
  }
}
