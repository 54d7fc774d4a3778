package com.geniinow.runtime.acceptance;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Queues that are bounded, fair and lose nothing. */
class QueuesAcceptanceTest {
  // Both take 21 seconds, which pass while the other tests run.
  private static TestAgent retried;
  private static String failsThrice;
  private static String failsAlways;

  @BeforeAll
  static void submitWhatFails() {
    RunningSystem.get().slack().stubFor(any(anyUrl()).willReturn(okJson("{\"ok\":true}")));
    retried = TestAgent.provision(Map.of());
    failsThrice = submitFailing(3);
    failsAlways = submitFailing(9);
  }

  private static String submitFailing(int attempts) {
    var task = Map.of("type", "simulate", "payload", Map.of("fail_attempts", attempts));
    return retried.submit(task).text("task_id");
  }

  @Test
  void a_submission_to_a_queue_of_depth_100_answers_429_queue_full() {
    var agent = TestAgent.provision(Map.of());
    var slow = Map.of("type", "simulate", "payload", Map.of("duration_ms", 120_000));
    // In one request and transaction: only how many there are counts here.
    var hundred = Map.of("items", Collections.nCopies(100, slow), "all_or_none", true);
    var taken = agent.token().post("/api/tasks/batch", hundred).body().path("items");
    assertThat(taken.valueStream().map(item -> item.path("code").asInt()))
        .hasSize(100)
        .containsOnly(202);
    var refused = agent.submit(slow);
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.text("reason")).isEqualTo("queue_full");
    assertThat(refused.headers().firstValue("Retry-After")).isPresent();
    assertThat(
            Caller.admin()
                .post("/api/agents/" + agent.id() + "/terminate", Map.of("reason", "test over"))
                .status())
        .isEqualTo(200);
  }

  @Test
  void two_hundred_concurrent_submissions_all_reach_completed_and_none_runs_twice()
      throws Exception {
    var agents = new ArrayList<TestAgent>();
    for (var i = 0; i < 10; i++) {
      agents.add(TestAgent.provision(Map.of()));
    }
    var task = Map.of("type", "simulate", "payload", Map.of("tokens", 3), "estimated_tokens", 3);
    List<Future<Answer>> submitted = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(50)) {
      for (var i = 0; i < 200; i++) {
        var agent = agents.get(i % agents.size());
        submitted.add(threads.submit(() -> agent.submit(task)));
      }
    }
    for (var i = 0; i < 200; i++) {
      var answer = submitted.get(i).get();
      assertThat(answer.status()).isEqualTo(202);
      var done = agents.get(i % agents.size()).awaitTask(answer.text("task_id"), "completed");
      assertThat(done.body().path("attempts").asInt()).isEqualTo(1);
    }
    for (var agent : agents) {
      assertThat(agent.quota().body().path("monthly_tokens_used").asLong()).isEqualTo(60);
      assertThat(agent.quota().body().path("monthly_tokens_reserved").asLong()).isZero();
    }
  }

  @Test
  void a_task_whose_retries_have_all_failed_is_dead_lettered_and_slack_is_told_once() {
    var dead = retried.awaitTask(failsAlways, "dead_lettered");
    assertThat(dead.body().path("attempts").asInt()).isEqualTo(4);
    assertThat(dead.text("error")).isEqualTo("simulated failure of attempt 4");
    await().until(() -> messagesAbout(failsAlways) == 1);
  }

  @Test
  void a_task_that_is_given_up_is_dead_lettered_and_slack_is_told_once() {
    var slack = RunningSystem.get().slack();
    var agent = TestAgent.provision(Map.of());
    var answer =
        agent.submit(
            Map.of("type", "simulate", "payload", Map.of("fail_attempts", 9, "retryable", false)));
    var task = answer.text("task_id");
    agent.awaitTask(task, "dead_lettered");
    await().until(() -> messagesAbout(task) == 1);
    assertThat(slack.findAll(postRequestedFor(urlEqualTo("/api/chat.postMessage"))))
        .allSatisfy(r -> assertThat(r.getBodyAsString()).contains("fleet-ops"));
  }

  @Test
  void retries_come_1_4_and_16_seconds_after_the_failure_before() {
    var done = retried.awaitTask(failsThrice, "completed");
    assertThat(done.body().path("attempts").asInt()).isEqualTo(4);
    var took =
        Duration.between(
            Instant.parse(done.text("started_at")), Instant.parse(done.text("completed_at")));
    assertThat(took).isGreaterThanOrEqualTo(Duration.ofSeconds(21));

    // How late a machine that is busy starts it says nothing of when it was due.
    var events =
        Caller.admin().get("/api/audit/agents/" + retried.id() + "/events?limit=200").body();
    assertThat(events.path("items").valueStream())
        .filteredOn(event -> event.path("type").asString().equals("TaskAttemptFailed"))
        .extracting(event -> event.path("payload"))
        .filteredOn(failed -> failed.path("taskId").asString().equals(failsThrice))
        .extracting(
            failed ->
                Duration.between(
                    Instant.parse(failed.path("at").asString()),
                    Instant.parse(failed.path("nextAttemptAt").asString())))
        .containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(4), Duration.ofSeconds(16));
  }

  @Test
  void the_bullmq_job_id_is_stored_with_the_task() {
    var agent = TestAgent.provision(Map.of());
    var answer = agent.submit(Map.of("type", "simulate"));
    var read = agent.token().get("/api/tasks/" + answer.text("task_id"));
    assertThat(read.text("bullmq_job_id")).isEqualTo(answer.text("bullmq_job_id")).isNotBlank();
  }

  private static long messagesAbout(String task) {
    return RunningSystem.get()
        .slack()
        .findAll(postRequestedFor(urlEqualTo("/api/chat.postMessage")))
        .stream()
        .filter(request -> request.getBodyAsString().contains(task))
        .count();
  }
}
