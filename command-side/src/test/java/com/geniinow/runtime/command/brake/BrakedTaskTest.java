package com.geniinow.runtime.command.brake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Api.Answer;
import com.geniinow.runtime.command.Chain;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.testing.BrakeClient;
import com.geniinow.runtime.command.testing.TaskClient;
import com.geniinow.runtime.queue.TaskQueue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What a brake does to tasks, and how they go on. */
@RuntimeTest
class BrakedTaskTest {
  @Autowired TaskClient tasks;
  @Autowired TaskQueue queue;
  private BrakeClient brakes;
  private UUID agent;

  @BeforeEach
  void anAgent() {
    brakes = new BrakeClient(tasks.api);
    agent = tasks.agent();
  }

  @AfterEach
  void releaseAll() {
    brakes.close();
  }

  @Test
  void a_submission_is_refused_and_says_which_brake_stops_it() {
    var brake = brakes.set("agent", agent);

    var refused = tasks.trySubmit(agent, Map.of());

    braked(refused);
    var said = refused.body().path("brake");
    assertThat(said.path("brake_id").asString()).isEqualTo(brake.text("brake_id"));
    assertThat(said.path("scope").asString()).isEqualTo("agent");
    assertThat(said.path("id").asString()).isEqualTo(agent.toString());
    assertThat(said.path("reason").asString()).isEqualTo("a drill");
    assertThat(said.path("since").asString()).isEqualTo(brake.text("since"));
    assertThat(tasks.reserved(agent)).isZero();
  }

  @Test
  void who_asks_again_with_its_key_gets_its_first_answer_all_the_same() {
    var first = tasks.trySubmit(agent, Map.of("idempotency_key", "k"));
    brakes.set("agent", agent);

    var again = tasks.trySubmit(agent, Map.of("idempotency_key", "k"));

    assertThat(again.status()).isEqualTo(200);
    assertThat(again.text("task_id")).isEqualTo(first.text("task_id"));
    braked(tasks.trySubmit(agent, Map.of("idempotency_key", "another")));
  }

  @Test
  void an_agent_that_is_suspended_hears_that_first() {
    tasks.change(agent, "suspend");
    brakes.set("agent", agent);

    assertThat(tasks.trySubmit(agent, Map.of()).text("reason")).isEqualTo("agent_not_active");
  }

  @Test
  void a_queued_task_is_not_started_and_goes_on_by_itself_when_the_brake_is_gone() {
    var task = tasks.submit(agent);
    var brake = brakes.set("agent", agent);

    braked(tasks.tryStart(task));

    assertThat(brake.body().path("running").size()).isZero();
    assertThat(tasks.status(task)).isEqualTo("queued");
    assertThat(tasks.reserved(agent)).isEqualTo(100);
    queue.remove(agent, task); // as a worker does that is refused
    tasks.run("queue-reconciler");
    assertThat(queue.snapshot(agent)).isEmpty();

    brakes.release(brake.text("brake_id"));

    await().atMost(TaskClient.SOON).until(() -> queue.snapshot(agent).contains(task));
    assertThat(tasks.complete(task, tasks.start(task)).status()).isEqualTo(200);
  }

  @Test
  void a_running_attempt_is_ended_and_its_task_queued_again_without_a_hold() {
    var task = tasks.submit(agent);
    var attempt = tasks.start(task);

    var brake = brakes.set("agent", agent);

    var ran = brake.body().path("running");
    assertThat(ran.size()).isEqualTo(1);
    assertThat(ran.get(0).path("task_id").asString()).isEqualTo(task.toString());
    assertThat(ran.get(0).path("agent_id").asString()).isEqualTo(agent.toString());
    assertThat(ran.get(0).path("attempt").asInt()).isEqualTo(1);
    assertThat(ran.get(0).path("tokens_used_so_far").asInt(-1)).isZero();
    assertThat(brake.body().path("stopped_within_ms").asLong(-1)).isNotNegative();
    assertThat(tasks.status(task)).isEqualTo("queued");
    assertThat(tasks.view(task, "attempts").asInt()).isEqualTo(1);
    assertThat(tasks.reserved(agent)).isEqualTo(100); // of the attempt that was ended

    var beat = tasks.heartbeat(task, attempt);
    assertThat(beat.status()).isEqualTo(200);
    assertThat(beat.body().path("stop").asBoolean()).isTrue();
    stale(tasks.complete(task, attempt));
    assertThat(tasks.usages(task)).containsExactly("1:40");
    assertThat(tasks.reserved(agent)).isZero();
    stale(tasks.complete(task, attempt));
    stale(tasks.fail(task, attempt, true, 7));
    stale(tasks.heartbeat(task, attempt));
    assertThat(tasks.used(agent)).isEqualTo(40);

    brakes.release(brake.text("brake_id"));

    assertThat(tasks.reserved(agent)).isEqualTo(100);
    await().atMost(TaskClient.SOON).until(() -> queue.snapshot(agent).contains(task));
    assertThat(tasks.start(task)).isEqualTo(2);
    assertThat(tasks.complete(task, 2).status()).isEqualTo(200);
    assertThat(tasks.usages(task)).containsExactly("1:40", "2:40");
    assertThat(tasks.reserved(agent)).isZero();
    assertThat(tasks.events(task))
        .containsSubsequence("TaskBraked", "TaskUnbraked", "TaskStarted", "TaskCompleted")
        .doesNotContain("TaskAttemptFailed");
    Chain.assertUnbroken(agent);
  }

  @Test
  void a_report_of_a_failure_counts_too_and_one_that_used_nothing_gives_the_hold_back() {
    var used = tasks.submit(agent);
    var unused = tasks.submit(agent);
    tasks.start(used);
    tasks.start(unused);
    brakes.set("agent", agent);

    stale(tasks.fail(used, 1, true, 7));
    stale(
        tasks.api.asWorker(
            "POST",
            "/internal/tasks/" + unused + "/attempts/1/fail",
            Map.of("error", "stopped", "retryable", true)));

    assertThat(tasks.used(agent)).isEqualTo(7);
    assertThat(tasks.reserved(agent)).isZero();
    assertThat(tasks.status(used)).isEqualTo("queued");
  }

  @Test
  void who_never_says_what_it_used_is_charged_its_hold_when_its_lease_ends() {
    var task = tasks.submit(agent);
    tasks.start(task);
    brakes.set("agent", agent);
    assertThat(tasks.reserved(agent)).isEqualTo(100);

    tasks.loseLease(task);

    assertThat(tasks.reserved(agent)).isZero();
    assertThat(tasks.usages(task)).containsExactly("1:100:estimated");
    assertThat(tasks.status(task)).isEqualTo("queued");
    assertThat(tasks.events(task)).doesNotContain("TaskAttemptFailed");
  }

  @Test
  void a_task_without_room_waits_and_goes_on_when_there_is_some() {
    agent = tasks.agent(100);
    var task = tasks.submit(agent);
    tasks.start(task);
    queue.remove(agent, task); // as its worker does in the end
    var brake = brakes.set("agent", agent);
    stale(tasks.complete(task, 1));

    brakes.release(brake.text("brake_id"));
    tasks.run("brake-releases");

    assertThat(tasks.status(task)).isEqualTo("queued");
    assertThat(tasks.reserved(agent)).isZero();
    assertThat(tasks.tryStart(task).text("reason")).isEqualTo("conflict");
    assertThat(tasks.events(task)).doesNotContain("TaskUnbraked", "UsageRefused");

    tasks.api.asAdmin(
        "PUT", "/api/agents/" + agent + "/quota", Map.of("monthly_token_limit", 1_000));

    await().atMost(TaskClient.SOON).until(() -> queue.snapshot(agent).contains(task));
    assertThat(tasks.start(task)).isEqualTo(2);
  }

  @Test
  void a_retry_that_falls_due_waits_and_is_neither_refused_nor_given_up() {
    var task = tasks.submit(agent);
    tasks.fail(task, tasks.start(task), true, 5);
    var brake = brakes.set("agent", agent);

    tasks.awaitStatus(task, "queued");
    braked(tasks.tryStart(task));
    assertThat(tasks.reserved(agent)).isEqualTo(100);

    brakes.release(brake.text("brake_id"));

    await().atMost(TaskClient.SOON).until(() -> queue.snapshot(agent).contains(task));
    assertThat(tasks.start(task)).isEqualTo(2);
  }

  @Test
  void no_retry_is_counted_for_a_brake() {
    var task = tasks.submitHasty(agent);
    for (var n = 1; n <= 5; n++) {
      assertThat(tasks.start(task)).isEqualTo(n);
      var brake = brakes.set("agent", agent);
      stale(tasks.fail(task, n, true, 1));
      brakes.release(brake.text("brake_id"));
    }
    for (var n = 6; n <= 9; n++) {
      tasks.awaitStatus(task, "queued");
      assertThat(tasks.start(task)).isEqualTo(n);
      assertThat(tasks.fail(task, n, true, 1).status()).isEqualTo(200);
    }
    tasks.awaitStatus(task, "dead_lettered");
  }

  @Test
  void a_braked_task_can_be_cancelled_and_its_ended_attempt_is_charged_once() {
    var task = tasks.submit(agent);
    tasks.start(task);
    var brake = brakes.set("agent", agent);

    assertThat(tasks.cancel(agent, task).status()).isEqualTo(200);
    stale(tasks.complete(task, 1));
    brakes.release(brake.text("brake_id"));

    assertThat(tasks.status(task)).isEqualTo("cancelled");
    assertThat(tasks.used(agent)).isEqualTo(40);
    assertThat(tasks.reserved(agent)).isZero();
  }

  @Test
  void a_dead_letter_is_redriven_when_the_brake_is_gone() {
    var task = tasks.deadTask(agent);
    var brake = brakes.set("agent", agent);

    braked(tasks.redrive(task));

    brakes.release(brake.text("brake_id"));
    assertThat(tasks.redrive(task).status()).isEqualTo(202);
  }

  @Test
  void a_redrive_of_many_passes_over_what_is_stopped() {
    var task = tasks.deadTask(agent);
    brakes.set("agent", agent);

    var redrive = tasks.api.asAdmin("POST", "/api/tasks/redrive", Map.of("agent_id", agent));

    var path = "/api/tasks/redrive/" + redrive.text("redrive_id");
    await()
        .atMost(TaskClient.SOON)
        .until(() -> !tasks.api.asAdmin("GET", path, null).body().path("finished_at").isNull());
    assertThat(tasks.api.asAdmin("GET", path, null).body().path("skipped").asInt()).isEqualTo(1);
    assertThat(tasks.status(task)).isEqualTo("dead_lettered");
  }

  @Test
  void a_suspended_agent_s_task_waits_for_its_agent_too() {
    var task = tasks.submit(agent);
    tasks.start(task);
    queue.remove(agent, task); // as its worker does in the end
    var brake = brakes.set("agent", agent);
    stale(tasks.complete(task, 1));
    tasks.change(agent, "suspend");

    brakes.release(brake.text("brake_id"));
    tasks.run("brake-releases");
    assertThat(tasks.reserved(agent)).isZero();

    tasks.change(agent, "resume");
    await().atMost(TaskClient.SOON).until(() -> queue.snapshot(agent).contains(task));
    assertThat(tasks.start(task)).isEqualTo(2);
  }

  @Test
  void a_late_report_counts_within_the_minute_and_suspends_who_spends_too_much() {
    var quota = "/api/agents/" + agent + "/quota";
    tasks.api.asAdmin("PUT", quota, Map.of("max_cost_per_minute_usd", 0.0000001));
    var chat = Map.of("model", "gpt-4o");
    var task = UUID.fromString(tasks.trySubmit(agent, chat).text("task_id"));
    tasks.start(task);
    brakes.set("agent", agent);

    stale(
        tasks.api.asWorker(
            "POST",
            "/internal/tasks/" + task + "/attempts/1/complete",
            Map.of("result", "r", "usage", Map.of("model", "gpt-4o", "output_tokens", 40))));

    var seen = tasks.api.asAdmin("GET", "/api/agents/" + agent, null);
    assertThat(seen.text("status")).as("%s", seen).isEqualTo("suspended");
  }

  @Test
  void who_needs_nothing_waits_without_refusals_where_a_limit_is_passed() {
    var used = tasks.submit(agent);
    assertThat(tasks.complete(used, tasks.start(used)).status()).isEqualTo(200);
    var nothing = Map.of("estimated_tokens", 0);
    var task = UUID.fromString(tasks.trySubmit(agent, nothing).text("task_id"));
    tasks.start(task);
    var brake = brakes.set("agent", agent);
    tasks.api.asAdmin("PUT", "/api/agents/" + agent + "/quota", Map.of("monthly_token_limit", 10));

    brakes.release(brake.text("brake_id"));
    tasks.run("brake-releases");
    tasks.run("brake-releases");

    assertThat(tasks.status(task)).isEqualTo("queued");
    assertThat(tasks.events(task)).contains("TaskBraked").doesNotContain("UsageRefused");
  }

  @Test
  void a_chat_whose_one_call_was_made_before_the_brake_makes_no_other() {
    var task = chat(Map.of("max_calls", 1));
    tasks.start(task);
    var brake = brakes.set("agent", agent);
    stale(tasks.complete(task, 1));

    brakes.release(brake.text("brake_id"));
    tasks.run("brake-releases");

    tasks.awaitStatus(task, "cancelled");
    assertThat(tasks.usages(task)).hasSize(1);
    assertThat(tasks.reserved(agent)).isZero();
  }

  @Test
  void a_chat_that_was_stopped_in_its_call_is_on_record_as_lost() {
    var task = chat(Map.of());
    tasks.start(task);
    brakes.set("agent", agent);

    stale(tasks.fail(task, 1, true, 7));

    assertThat(tasks.usages(task)).containsExactly("1:7:estimated");
    var calls = tasks.api.asAdmin("GET", "/api/agents/" + agent + "/calls", null).body();
    assertThat(calls.at("/items/0/status").asString()).isEqualTo("lost");
  }

  private UUID chat(Map<String, ?> limits) {
    var body = new HashMap<String, Object>(limits);
    body.put("type", "openai.chat");
    body.put("model", "gpt-4o");
    body.put("estimated_tokens", 700);
    body.put("payload", Map.of("messages", List.of(Map.of("role", "user", "content", "Hi"))));
    var answer = tasks.trySubmit(agent, body);
    assertThat(answer.status()).as("%s", answer).isEqualTo(202);
    return UUID.fromString(answer.text("task_id"));
  }

  private static void braked(Answer answer) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(409);
    assertThat(answer.text("reason")).isEqualTo("braked");
  }

  private static void stale(Answer answer) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(409);
    assertThat(answer.text("reason")).isEqualTo("stale_attempt");
  }
}
