package com.geniinow.runtime.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class WorkerIT {
  private final CommandSideStub commandSide;
  private final List<ConfigurableApplicationContext> workers = new ArrayList<>();

  WorkerIT() throws IOException {
    commandSide = new CommandSideStub();
    startWorker("w1");
  }

  @AfterEach
  void close() {
    workers.forEach(ConfigurableApplicationContext::close);
    commandSide.close();
  }

  @Test
  void runs_a_task_and_reports_its_result_and_usage() {
    var task = commandSide.task("{\"tokens\":7,\"result\":\"done\"}", 30);

    assertThat(awaitReport(task))
        .isEqualTo(
            read(
                """
                {"task_id":"%s","attempt":1,"outcome":"completed","result":"done",
                 "usage":{"model":null,"input_tokens":0,"output_tokens":7}}"""
                    .formatted(task)));
  }

  @Test
  void asks_for_the_types_that_it_has_executors_for_and_as_many_as_it_has_slots() {
    await().until(() -> !commandSide.claims.isEmpty());

    var claim = commandSide.claims.getFirst();
    assertThat(claim.path("worker_id").asString()).isEqualTo("w1");
    assertThat(claim.path("max").asInt()).isEqualTo(16);
    assertThat(claim.path("types").valueStream().map(JsonNode::asString))
        .containsExactlyInAnyOrder("openai.chat", "webhook", "simulate");
  }

  @Test
  void reports_a_failure_with_whether_it_can_be_retried() {
    var task = commandSide.task("{\"fail_attempts\":1}", 30);

    assertThat(awaitReport(task))
        .isEqualTo(
            read(
                """
                {"task_id":"%s","attempt":1,"outcome":"failed",
                 "error":"simulated failure of attempt 1","retryable":true}"""
                    .formatted(task)));
    assertThat(commandSide.reports(task)).hasSize(1);
  }

  @Test
  void a_claim_whose_answer_got_lost_is_asked_for_again_by_its_key() {
    var task = commandSide.later();
    commandSide.losesAnswerOf(task);
    commandSide.add(task, "{}", 30);

    awaitReport(task);

    assertThat(commandSide.claimsOf(task)).isEqualTo(1);
    assertThat(commandSide.reports(task)).hasSize(1);
  }

  @Test
  void discards_a_result_that_comes_too_late() {
    var task = commandSide.later();
    commandSide.onReport(task, 409, "stale_attempt");
    commandSide.add(task, "{}", 30);

    awaitReport(task);
    awaitReport(commandSide.task("{}", 30));

    assertThat(commandSide.reports(task)).hasSize(1);
  }

  @Test
  void a_report_that_was_recorded_already_is_done() {
    var task = commandSide.later();
    commandSide.onReport(task, 409, "already_recorded");
    commandSide.add(task, "{}", 30);

    awaitReport(task);
    awaitReport(commandSide.task("{}", 30));

    assertThat(commandSide.reports(task)).hasSize(1);
  }

  @Test
  void repeats_a_report_until_the_command_side_is_back() {
    var task = commandSide.later();
    commandSide.reportsFail(task, 503, 503, 0);
    commandSide.add(task, "{}", 30);

    await().until(() -> commandSide.reports(task).size() == 3);

    assertThat(commandSide.reports(task, "completed")).hasSize(3);
    awaitReport(commandSide.task("{}", 30));
    assertThat(outage().isOn()).isFalse();
  }

  @Test
  void gives_up_a_report_when_the_lease_is_over() {
    restart("--genii.worker.concurrency=1");
    var task = commandSide.later();
    commandSide.reportsFail(task, 503);
    commandSide.beatsFail();
    commandSide.add(task, "{}", 1);
    await().until(() -> commandSide.reports(task).size() > 1);

    awaitReport(commandSide.task("{}", 30));
  }

  @Test
  void a_refused_result_fails_the_task_for_good_with_its_usage() {
    var task = commandSide.later();
    commandSide.takesOnly(task, Reports.RESULT_REFUSED);
    commandSide.add(task, "{\"tokens\":7}", 30);

    await().until(() -> commandSide.reports(task).size() == 2);

    var report = commandSide.reports(task).getLast();
    assertThat(report.path("retryable").booleanValue()).isFalse();
    assertThat(report.path("usage").path("output_tokens").intValue()).isEqualTo(7);
  }

  @Test
  void a_result_that_can_not_be_stored_is_never_reported_and_says_where_it_can_not() {
    var task = commandSide.task("{\"tokens\":7,\"result\":{\"content\":\"a\\u0000b\"}}", 30);

    var report = awaitReport(task);

    assertThat(report.path("retryable").booleanValue()).isFalse();
    assertThat(report.path("error").stringValue())
        .isEqualTo("the result holds U+0000 at /content, which can't be stored");
    assertThat(report.path("usage").path("output_tokens").intValue()).isEqualTo(7);
  }

  @Test
  void a_result_that_can_not_be_written_fails_the_task_for_good_with_its_usage() {
    var deep = "[".repeat(600) + "]".repeat(600);
    // Our own reader takes no such payload: within its bounds it is read, and refused when written.
    var task = commandSide.task("{\"tokens\":7,\"result\":" + deep + "}", 30);

    var report = awaitReport(task);

    assertThat(report.path("outcome").asString()).isEqualTo("failed");
    assertThat(report.path("retryable").booleanValue()).isFalse();
  }

  @Test
  void a_refused_failure_is_followed_by_one_that_can_not_be_refused() {
    var task = commandSide.later();
    commandSide.takesOnly(task, Reports.LAST);
    commandSide.add(task, "{\"fail_attempts\":1}", 30);

    await().until(() -> commandSide.reports(task).size() == 2);

    assertThat(commandSide.reports(task).getLast().path("retryable").booleanValue()).isFalse();
  }

  @Test
  void a_report_that_the_command_side_fails_on_each_time_is_replaced() {
    var task = commandSide.later();
    commandSide.reportsFail(task, 500, 500, 500, 0);
    commandSide.add(task, "{\"tokens\":7}", 30);

    await().until(() -> !commandSide.reports(task, "failed").isEmpty());

    var report = commandSide.reports(task, "failed").getFirst();
    assertThat(report.path("retryable").booleanValue()).isFalse();
    assertThat(report.path("usage").path("output_tokens").intValue()).isEqualTo(7);
    assertThat(commandSide.reports(task, "completed")).hasSize(3);
  }

  @Test
  void a_task_whose_every_report_fails_gives_its_slot_back() {
    restart("--genii.worker.concurrency=1");
    var task = commandSide.later();
    commandSide.reportsFail(task, 500);
    commandSide.add(task, "{}", 600);
    await().until(() -> !commandSide.reports(task).isEmpty());

    awaitReport(commandSide.task("{}", 30));
  }

  @Test
  void a_report_that_is_refused_with_others_is_sent_alone_and_they_are_not_replaced() {
    var poison = commandSide.later();
    commandSide.reportsFail(poison, 500);
    List<UUID> tasks = new ArrayList<>();
    commandSide.add(poison, "{}", 30);
    for (var n = 0; n < 10; n++) {
      tasks.add(commandSide.task("{}", 30));
    }

    tasks.forEach(this::awaitReport);
    await().until(() -> commandSide.reports(poison, "failed").size() >= 3);

    assertThat(tasks).allMatch(task -> commandSide.reports(task, "failed").isEmpty());
  }

  @Test
  void a_claim_that_can_not_be_read_is_left_to_its_leases_and_holds_up_nobody() {
    var broken = commandSide.task("{\"half\":", 30);
    await().until(() -> commandSide.claimsOf(broken) > 0);

    awaitReport(commandSide.task("{}", 30));

    assertThat(commandSide.reports(broken)).isEmpty();
  }

  @Test
  void an_agent_that_is_too_busy_holds_up_nobody_else() {
    var busy = commandSide.later();
    commandSide.reportsFail(busy, CommandSideStub.BUSY);
    commandSide.add(busy, "{}", 30);
    await().until(() -> commandSide.reports(busy).size() > 1);

    awaitReport(commandSide.task("{}", 30));

    assertThat(outage().isOn()).isFalse();
    assertThat(commandSide.reports(busy, "failed")).isEmpty();
    commandSide.reportsFail(busy, 0);
  }

  @Test
  void tries_a_claim_again_until_the_command_side_is_back() {
    commandSide.claimsFail(503, 503, 500);

    awaitReport(commandSide.task("{}", 30));

    await().until(() -> !outage().isOn());
  }

  @Test
  void keeps_all_its_tasks_by_heartbeats_in_one_request() {
    List<UUID> tasks = new ArrayList<>();
    for (var n = 0; n < 5; n++) {
      tasks.add(commandSide.task("{\"duration_ms\":3000}", 1));
    }

    tasks.forEach(this::awaitReport);

    assertThat(tasks).allMatch(task -> commandSide.beats(task) >= 2);
    assertThat(commandSide.beatBatches).contains(5);
  }

  @Test
  void stops_a_task_that_is_no_longer_its_own_and_reports_nothing() {
    var task = commandSide.later();
    commandSide.onBeat(task, "stale_attempt");
    commandSide.add(task, "{\"duration_ms\":600000}", 1);
    await().until(() -> commandSide.beats(task) > 0);

    workers.getFirst().close();

    assertThat(commandSide.reports(task)).isEmpty();
  }

  @Test
  void stops_a_task_that_was_ended_and_says_what_it_used() {
    var task = commandSide.later();
    commandSide.onBeat(task, "braked");
    commandSide.onReport(task, 409, "stale_attempt");
    commandSide.add(task, "{\"duration_ms\":60000}", 1);

    var report = awaitReport(task);

    assertThat(report.path("error").asString()).contains("stopped");
    assertThat(report.has("usage")).isFalse();
    assertThat(commandSide.reports(task)).hasSize(1);
  }

  @Test
  void two_workers_share_many_tasks_and_run_each_once() {
    startWorker("w2");
    List<UUID> tasks = new ArrayList<>();
    for (var n = 0; n < 100; n++) {
      tasks.add(commandSide.task("{\"duration_ms\":5}", 30));
    }

    tasks.forEach(this::awaitReport);

    assertThat(tasks).allMatch(task -> commandSide.reports(task).size() == 1);
  }

  @Test
  void finishes_what_it_holds_before_it_stops() {
    var task = commandSide.task("{\"duration_ms\":500}", 30);
    await().until(() -> commandSide.claimsOf(task) > 0);

    workers.getFirst().close();

    assertThat(commandSide.reports(task, "completed")).hasSize(1);
  }

  @Test
  void claims_nothing_more_for_a_slot_that_comes_free_while_it_stops() {
    restart("--genii.worker.concurrency=1", "--genii.worker.idle-wait=10s");
    var task = commandSide.task("{\"duration_ms\":2000}", 30);
    await().until(() -> commandSide.claimsOf(task) > 0);
    var claims = commandSide.claims.size();

    workers.getLast().close();

    assertThat(commandSide.reports(task, "completed")).hasSize(1);
    assertThat(commandSide.claims).hasSize(claims);
  }

  /** Also while a claim for its other slots isn't answered: that one waits for half a minute. */
  @Test
  void hands_back_what_does_not_end_within_the_grace() {
    restart("--genii.worker.grace=0s", "--genii.worker.idle-wait=30s");
    var task = commandSide.task("{\"duration_ms\":600000}", 1);
    await().until(() -> commandSide.beats(task) > 0);
    long told = System.nanoTime();

    workers.getLast().close();

    assertThat(commandSide.reports(task, "released")).hasSize(1);
    assertThat(Duration.ofNanos(System.nanoTime() - told)).isLessThan(Duration.ofSeconds(25));
  }

  private Outage outage() {
    return workers.getLast().getBean(TaskRunner.class).commandSideOutage();
  }

  private void restart(String... more) {
    workers.getFirst().close();
    startWorker("w2", more);
  }

  private void startWorker(String id, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "--genii.worker.command-url=" + commandSide.url(),
                "--genii.worker.jwt-secret=0123456789abcdef0123456789abcdef",
                "--genii.worker.simulate=true",
                "--genii.worker.id=" + id));
    args.addAll(List.of(more));
    if (args.stream().noneMatch(arg -> arg.startsWith("--genii.worker.idle-wait="))) {
      args.add("--genii.worker.idle-wait=100ms"); // which its end waits for
    }
    workers.add(WorkerApplication.builder().run(args.toArray(String[]::new)));
  }

  private JsonNode awaitReport(UUID task) {
    // Looked at before the first pause: some cases await a hundred, one after the other.
    await().pollDelay(Duration.ZERO).until(() -> !commandSide.reports(task).isEmpty());
    return commandSide.reports(task).getFirst();
  }

  private static JsonNode read(String json) {
    return JsonMapper.shared().readTree(json);
  }
}
