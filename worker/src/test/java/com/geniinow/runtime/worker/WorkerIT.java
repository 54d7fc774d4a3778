package com.geniinow.runtime.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.queue.QueueDepth;
import com.geniinow.runtime.queue.QueuedTask;
import com.geniinow.runtime.queue.TaskQueue;
import com.geniinow.runtime.servers.LocalServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.json.JsonMapper;

class WorkerIT {
  private final CommandSideStub commandSide = new CommandSideStub();
  private final String prefix = "test-" + UUID.randomUUID();
  private final List<ConfigurableApplicationContext> workers = new ArrayList<>();
  private final TaskQueue queue = startWorker("w1").getBean(TaskQueue.class);

  @AfterEach
  void close() {
    workers.forEach(ConfigurableApplicationContext::close);
    commandSide.close();
  }

  @Test
  void runs_a_task_and_reports_its_result_and_usage() {
    var task = added("{\"tokens\":7,\"result\":\"done\"}");

    awaitSettled(task);

    assertThat(commandSide.startBody(task).get("worker_id").stringValue()).isEqualTo("w1");
    assertThat(commandSide.lastBody(task, "complete"))
        .isEqualTo(
            JsonMapper.shared()
                .readTree(
                    "{\"result\":\"done\",\"usage\":{\"model\":null,\"input_tokens\":0,\"output_tokens\":7}}"));
    assertThat(queue.add(task)).as("the finished attempt again").isFalse();
  }

  @Test
  void reports_a_failure_with_whether_it_can_be_retried() {
    var task = added("{\"fail_attempts\":1}");

    awaitSettled(task);

    assertThat(commandSide.lastBody(task, "fail"))
        .isEqualTo(
            JsonMapper.shared()
                .readTree("{\"error\":\"simulated failure of attempt 1\",\"retryable\":true}"));
    assertThat(commandSide.calls(task, "complete")).isZero();
  }

  @Test
  void drops_a_job_that_is_not_queued_any_more_without_running_it() {
    var task = commandSide.task("{}", 30);
    commandSide.onStart(task, 409);
    queue.add(task);

    awaitSettled(task);

    assertThat(commandSide.calls(task, "complete")).isZero();
    assertThat(queue.add(task)).as("the same attempt once it is queued again").isTrue();
  }

  @Test
  void discards_a_result_that_comes_too_late() {
    var task = commandSide.task("{}", 30);
    commandSide.on(task, "complete", 409);
    queue.add(task);

    awaitSettled(task);

    assertThat(commandSide.calls(task, "complete")).isEqualTo(1);
    assertThat(commandSide.calls(task, "fail")).isZero();
  }

  @Test
  void repeats_a_report_until_the_command_side_is_back() {
    var task = commandSide.task("{}", 30);
    commandSide.onFirstFail(task, "complete", 2, 503);
    queue.add(task);

    awaitSettled(task);

    assertThat(commandSide.calls(task, "complete")).isEqualTo(3);
    assertThat(commandSide.starts(task)).isEqualTo(1);
  }

  @Test
  void gives_up_a_report_when_the_lease_is_over() {
    var task = commandSide.task("{}", 1);
    commandSide.on(task, "complete", 503);
    commandSide.on(task, "heartbeat", 503);
    queue.add(task);
    await().until(() -> commandSide.calls(task, "complete") > 1);
    commandSide.onStart(task, 409);

    awaitSettled(task);
  }

  @Test
  void a_refused_result_fails_the_task_for_good_with_its_usage() {
    var task = commandSide.task("{\"tokens\":7}", 30);
    commandSide.on(task, "complete", 413);
    queue.add(task);

    awaitSettled(task);

    var report = commandSide.lastBody(task, "fail");
    assertThat(report.get("retryable").booleanValue()).isFalse();
    assertThat(report.get("error").stringValue()).isEqualTo(Reports.RESULT_REFUSED);
    assertThat(report.get("usage").get("output_tokens").intValue()).isEqualTo(7);
  }

  @Test
  void a_result_that_can_not_be_stored_is_never_reported_and_says_where_it_can_not() {
    var task = added("{\"tokens\":7,\"result\":{\"content\":\"a\\u0000b\"}}");

    awaitSettled(task);

    assertThat(commandSide.calls(task, "complete")).isZero();
    var report = commandSide.lastBody(task, "fail");
    assertThat(report.get("retryable").booleanValue()).isFalse();
    assertThat(report.get("error").stringValue())
        .isEqualTo("the result holds U+0000 at /content, which can't be stored");
    assertThat(report.get("usage").get("output_tokens").intValue()).isEqualTo(7);
  }

  @Test
  void a_result_that_can_not_be_written_fails_the_task_for_good_with_its_usage() {
    var deep = "[".repeat(600) + "]".repeat(600);
    var task = added("{\"tokens\":7,\"result\":" + deep + "}");

    awaitSettled(task);

    assertThat(commandSide.starts(task)).isEqualTo(1);
    var report = commandSide.lastBody(task, "fail");
    assertThat(report.get("retryable").booleanValue()).isFalse();
    assertThat(report.get("usage").get("output_tokens").intValue()).isEqualTo(7);
  }

  @Test
  void a_task_that_can_not_be_read_ends_for_good_and_holds_up_nobody() {
    var unreadable =
        commandSide.task("{\"deep\":" + "[".repeat(3_000) + "]".repeat(3_000) + "}", 30);
    var broken = commandSide.task("{\"half\":", 30);
    queue.add(unreadable);
    queue.add(broken);

    awaitSettled(unreadable);
    awaitSettled(broken);
    var next = added("{}");
    awaitSettled(next);

    for (var task : List.of(unreadable, broken)) {
      assertThat(commandSide.starts(task)).isEqualTo(1);
      assertThat(commandSide.lastBody(task, "fail").get("retryable").booleanValue()).isFalse();
    }
    assertThat(outage().isOn()).isFalse();
  }

  @Test
  void a_task_that_the_command_side_fails_on_holds_up_nobody() {
    var task = commandSide.task("{}", 30);
    commandSide.onStart(task, 500);
    queue.add(task);

    awaitSettled(task);

    assertThat(outage().isOn()).isFalse();
  }

  @Test
  void an_agent_that_is_too_busy_holds_up_nobody_else() {
    var busy = commandSide.task("{}", 30);
    commandSide.onStartBusy(busy);
    queue.add(busy);
    await().until(() -> commandSide.starts(busy) > 1);

    awaitSettled(added("{}"));

    assertThat(outage().isOn()).isFalse();
    commandSide.onStart(busy, 409);
    awaitSettled(busy);
  }

  @Test
  void a_refused_failure_is_followed_by_one_that_can_not_be_refused() {
    var task = commandSide.task("{\"fail_attempts\":1}", 30);
    commandSide.takesOnly(task, Reports.LAST);
    queue.add(task);

    awaitSettled(task);

    assertThat(commandSide.calls(task, "fail")).isEqualTo(2);
    assertThat(commandSide.lastBody(task, "fail").get("retryable").booleanValue()).isFalse();
  }

  @Test
  void a_report_that_the_command_side_fails_on_each_time_is_replaced() {
    var task = commandSide.task("{\"tokens\":7}", 30);
    commandSide.on(task, "complete", 500);
    queue.add(task);

    awaitSettled(task);

    assertThat(commandSide.starts(task)).isEqualTo(1);
    var report = commandSide.lastBody(task, "fail");
    assertThat(report.get("retryable").booleanValue()).isFalse();
    assertThat(report.get("usage").get("output_tokens").intValue()).isEqualTo(7);
  }

  private Outage outage() {
    return workers.getFirst().getBean(TaskRunner.class).commandSideOutage();
  }

  @Test
  void tries_a_start_again_until_the_command_side_is_back() {
    var task = commandSide.task("{}", 30);
    commandSide.onFirstFail(task, "", 2, 503);
    queue.add(task);

    awaitSettled(task);

    assertThat(commandSide.starts(task)).isEqualTo(3);
    assertThat(commandSide.calls(task, "complete")).isEqualTo(1);
  }

  @Test
  void keeps_a_long_task_by_heartbeats() {
    var task = commandSide.task("{\"duration_ms\":1500}", 1);
    queue.add(task);

    awaitSettled(task);

    assertThat(commandSide.calls(task, "heartbeat")).isGreaterThanOrEqualTo(2);
    assertThat(commandSide.calls(task, "complete")).isEqualTo(1);
    assertThat(commandSide.starts(task)).isEqualTo(1);
  }

  @Test
  void stops_a_task_that_is_no_longer_its_own_and_reports_nothing() {
    var task = commandSide.task("{\"duration_ms\":600000}", 1);
    commandSide.on(task, "heartbeat", 409);
    queue.add(task);

    await().until(() -> commandSide.calls(task, "heartbeat") > 0);
    awaitSettled(task);

    assertThat(commandSide.calls(task, "complete")).isZero();
    assertThat(commandSide.calls(task, "fail")).isZero();
  }

  @Test
  void stops_a_task_that_was_ended_and_says_what_it_used() {
    var task = commandSide.task("{\"duration_ms\":60000}", 1);
    commandSide.onHeartbeat(task, "{\"lease_seconds\":1,\"stop\":true}");
    commandSide.on(task, "fail", 409);
    queue.add(task);

    await().until(() -> commandSide.calls(task, "fail") > 0);

    assertThat(commandSide.lastBody(task, "fail").path("error").asString()).contains("stopped");
    assertThat(commandSide.lastBody(task, "fail").has("usage")).isFalse();
    awaitSettled(task);
    assertThat(commandSide.calls(task, "complete")).isZero();
  }

  @Test
  void two_workers_share_many_tasks_and_run_each_once() {
    startWorker("w2");
    List<QueuedTask> tasks = new ArrayList<>();
    for (var i = 0; i < 100; i++) {
      tasks.add(added("{\"duration_ms\":5}"));
    }

    await()
        .untilAsserted(
            () -> assertThat(tasks).allMatch(task -> commandSide.calls(task, "complete") > 0));
    tasks.forEach(this::awaitSettled);

    assertThat(tasks)
        .allSatisfy(
            task -> {
              assertThat(commandSide.starts(task)).isEqualTo(1);
              assertThat(commandSide.calls(task, "complete")).isEqualTo(1);
            });
  }

  @Test
  void goes_on_after_redis_was_killed_and_came_back() {
    awaitSettled(added("{}"));
    LocalServers.shared().redis().kill();
    LocalServers.shared().redis().start();
    var task = commandSide.task("{}", 30);

    await().ignoreExceptions().until(() -> queue.add(task));

    awaitSettled(task);
    assertThat(commandSide.calls(task, "complete")).isEqualTo(1);
  }

  @Test
  void finishes_what_it_holds_before_it_stops() {
    var task = added("{\"duration_ms\":500}");
    await().until(() -> commandSide.starts(task) > 0);

    workers.getFirst().close();

    assertThat(commandSide.calls(task, "complete")).isEqualTo(1);
  }

  @Test
  void fails_as_retryable_what_does_not_end_within_the_grace() {
    workers.getFirst().close();
    var hasty = startWorker("w2", "--genii.worker.grace=0s");
    var task = commandSide.task("{\"duration_ms\":600000}", 30);
    hasty.getBean(TaskQueue.class).add(task);
    await().until(() -> commandSide.starts(task) > 0);

    hasty.close();

    var report = commandSide.lastBody(task, "fail");
    assertThat(report.get("retryable").booleanValue()).isTrue();
    assertThat(report.get("error").stringValue()).contains("the worker stopped");
  }

  @Test
  void a_task_whose_every_report_fails_gives_its_slot_back() {
    workers.getFirst().close();
    var task = commandSide.task("{}", 600);
    commandSide.on(task, "complete", 500);
    commandSide.on(task, "fail", 500);
    var narrow = startWorker("w2", "--genii.worker.concurrency=1").getBean(TaskQueue.class);
    narrow.add(task);
    await().until(() -> commandSide.starts(task) > 0);

    var next = commandSide.task("{}", 30);
    narrow.add(next);
    await().until(() -> commandSide.calls(next, "complete") == 1);

    assertThat(commandSide.starts(task)).isEqualTo(1);
  }

  private ConfigurableApplicationContext startWorker(String id, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "--genii.redis-url=" + LocalServers.shared().redisUrl(),
                "--genii.queue.prefix=" + prefix,
                "--genii.worker.command-url=" + commandSide.url(),
                "--genii.worker.jwt-secret=0123456789abcdef0123456789abcdef",
                "--genii.worker.simulate=true",
                "--genii.worker.idle-wait=100ms", // which its end waits for
                "--genii.worker.id=" + id));
    args.addAll(List.of(more));
    var worker = WorkerApplication.builder().run(args.toArray(String[]::new));
    workers.add(worker);
    return worker;
  }

  private QueuedTask added(String payload) {
    var task = commandSide.task(payload, 30);
    queue.add(task);
    return task;
  }

  private void awaitSettled(QueuedTask task) {
    await()
        .pollDelay(Duration.ZERO)
        .untilAsserted(
            () -> {
              assertThat(commandSide.starts(task)).isPositive();
              assertThat(queue.depth(task.agentId())).isEqualTo(new QueueDepth(0, 0));
            });
  }
}
