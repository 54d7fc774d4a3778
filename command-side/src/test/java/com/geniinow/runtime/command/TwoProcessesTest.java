package com.geniinow.runtime.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Two command sides, each with its own cache, on one agent: nothing is lost and nothing stale. */
@RuntimeTest
class TwoProcessesTest {
  private static SecondProcess second;

  @LocalServerPort int port;
  @Autowired MeterRegistry meters;

  private List<Api> both;

  @BeforeAll
  static void startSecond() {
    second = SecondProcess.start();
  }

  @AfterAll
  static void stopSecond() {
    second.close();
  }

  @BeforeEach
  void clients() {
    both = List.of(new Api(port), second.api());
  }

  @AfterEach
  void replay() {
    Replayed.assertLiveEqualsReplay(either(0));
  }

  @Test
  void exactly_a_hundred_of_150_parallel_submissions_fill_the_queue() throws Exception {
    var agent = either(0).provision(Map.of());
    var answers = Parallel.all(150, n -> submit(either(n), agent, 1));
    assertThat(answers).filteredOn(answer -> answer.status() == 202).hasSize(100);
    assertThat(answers)
        .filteredOn(answer -> answer.status() != 202)
        .allSatisfy(answer -> assertThat(answer.text("reason")).isEqualTo("queue_full"));
    Consistency.assertTablesFollowEvents(agent);
  }

  @Test
  void exactly_the_quota_is_admitted_of_200_parallel_submissions() throws Exception {
    var agent = either(1).provision(Map.of("monthly_token_limit", 60));
    var answers = Parallel.all(200, n -> submit(either(n), agent, 1));
    assertThat(answers).filteredOn(answer -> answer.status() == 202).hasSize(60);
    assertThat(answers)
        .filteredOn(answer -> answer.status() != 202)
        .hasSize(140)
        .allSatisfy(answer -> assertThat(answer.text("reason")).isEqualTo("quota_exceeded"));
    assertThat(Events.of(agent).count("UsageRefused")).isEqualTo(140);
    Consistency.assertTablesFollowEvents(agent);
  }

  @Test
  void the_depth_is_exact_for_batches_of_both_kinds_at_the_same_instant() throws Exception {
    var alone = either(0).provision(Map.of());
    var answers = Parallel.all(20, n -> batch(either(n), alone, 7, false));
    assertThat(answers.stream().mapToLong(TwoProcessesTest::taken).sum()).isEqualTo(100);
    Consistency.assertTablesFollowEvents(alone);

    var together = either(0).provision(Map.of());
    var others = Parallel.all(20, n -> batch(either(n), together, 7, true));
    assertThat(others).extracting(TwoProcessesTest::taken).containsOnly(0L, 7L);
    assertThat(others).filteredOn(answer -> taken(answer) == 7).hasSize(14);
    Consistency.assertTablesFollowEvents(together);
  }

  @Test
  void the_quota_is_exact_for_batches_of_both_kinds_at_the_same_instant() throws Exception {
    var agent = either(1).provision(Map.of("monthly_token_limit", 60));
    var answers = Parallel.all(40, n -> batch(either(n), agent, 4, n % 2 == 0));
    var all = answers.stream().mapToLong(TwoProcessesTest::taken).sum();
    assertThat(all).isEqualTo(60);
    assertThat(Events.of(agent).count("TaskSubmitted")).isEqualTo(60);
    var whole = Events.of(agent).count("UsageRefused");
    assertThat(whole).isGreaterThanOrEqualTo(20);
    Consistency.assertTablesFollowEvents(agent);
  }

  private static Api.Answer batch(Api api, UUID agent, int size, boolean together) {
    var item = Map.of("type", "simulate", "estimated_tokens", 1);
    var body = Map.of("items", Collections.nCopies(size, item), "all_or_none", together);
    return api.asAgent(agent, "POST", "/api/tasks/batch", body);
  }

  private static long taken(Api.Answer batch) {
    assertThat(batch.status()).as("%s", batch).isEqualTo(200);
    return batch
        .body()
        .path("items")
        .valueStream()
        .filter(item -> item.path("code").asInt() == 202)
        .count();
  }

  @Test
  void what_one_process_did_the_other_one_knows_at_once() {
    var agent = either(0).provision(Map.of("monthly_token_limit", 2));
    for (var n = 0; n < 20; n++) {
      var here = either(n);
      var there = either(n + 1);
      // Both have the agent cached: each time the other one's change decides.
      var task = accepted(submit(here, agent, 2));
      assertThat(submit(there, agent, 1).text("reason")).isEqualTo("quota_exceeded");
      assertThat(start(there, task)).isEqualTo(201);
      assertThat(start(here, task)).isEqualTo(409);
      assertThat(complete(here, task)).isEqualTo(200);
      assertThat(complete(there, task)).isEqualTo(409);
    }
    Consistency.assertTablesFollowEvents(agent);
  }

  @Test
  void one_task_is_started_and_completed_once_however_many_try() throws Exception {
    var agent = either(0).provision(Map.of());
    var task = accepted(submit(either(0), agent, 5));
    assertThat(Parallel.all(20, n -> start(either(n), task))).containsOnlyOnce(201);
    assertThat(Parallel.all(20, n -> complete(either(n), task))).containsOnlyOnce(200);
    assertThat(Events.of(agent).count("UsageRecorded")).isEqualTo(1);
    Consistency.assertTablesFollowEvents(agent);
  }

  @Test
  void one_agent_is_provisioned_once_however_many_processes_try() throws Exception {
    var agent = UUID.randomUUID();
    var body = Map.of("agent_id", agent, "entity_id", UUID.randomUUID(), "name", "twice");
    var answers =
        Parallel.all(20, n -> either(n).asAdmin("POST", "/api/agents/provision", body).status());
    assertThat(answers).containsOnlyOnce(201).containsOnly(201, 409);
    Consistency.assertTablesFollowEvents(agent);
  }

  @ParameterizedTest
  @ValueSource(strings = {"23505", "40001", "40P01"})
  void conflicts_are_tried_again_and_counted_as_retried(String sqlState) {
    var agent = either(0).provision(Map.of());
    double retried = transactions("retried");
    double rolledBack = transactions("rolled_back");
    try (var log = new ErrorLog();
        var conflict = Sabotage.failingFirst(3, sqlState, "domain_event_entry", agent)) {
      accepted(submit(either(0), agent, 1));
      assertThat(log.rollbacksOf(agent)).isEmpty();
    }
    assertThat(transactions("retried") - retried).isEqualTo(3);
    assertThat(transactions("rolled_back") - rolledBack).isZero();
    Consistency.assertTablesFollowEvents(agent);
  }

  @Test
  void a_conflict_that_does_not_end_is_given_up_and_rolled_back_once() {
    var agent = either(0).provision(Map.of());
    double rolledBack = transactions("rolled_back");
    try (var log = new ErrorLog();
        var conflict = Sabotage.failingFirst(1000, "40001", "domain_event_entry", agent)) {
      var answer = submit(either(0), agent, 1);
      assertThat(answer.text("reason")).isEqualTo("unavailable");
      assertThat(log.rollbacksOf(agent)).hasSize(1);
    }
    assertThat(transactions("rolled_back") - rolledBack).isEqualTo(1);
    accepted(submit(either(1), agent, 1));
    Consistency.assertTablesFollowEvents(agent);
  }

  private Api either(int n) {
    return both.get(n % both.size());
  }

  private double transactions(String outcome) {
    return meters.get("genii.transactions").tag("outcome", outcome).counter().count();
  }

  private static Api.Answer submit(Api api, UUID agent, long tokens) {
    return api.asAgent(
        agent, "POST", "/api/tasks", Map.of("type", "simulate", "estimated_tokens", tokens));
  }

  private static UUID accepted(Api.Answer answer) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(202);
    return UUID.fromString(answer.text("task_id"));
  }

  private static int start(Api api, UUID task) {
    return api.asWorker(
            "POST", "/internal/tasks/" + task + "/attempts", Map.of("worker_id", "tests"))
        .status();
  }

  private static int complete(Api api, UUID task) {
    return api.asWorker(
            "POST", "/internal/tasks/" + task + "/attempts/1/complete", Map.of("result", "done"))
        .status();
  }
}
