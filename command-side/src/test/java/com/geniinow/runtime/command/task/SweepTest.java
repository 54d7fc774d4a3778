package com.geniinow.runtime.command.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Parallel;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.SecondProcess;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.TestClock;
import com.geniinow.runtime.command.background.RecurringJob;
import com.geniinow.runtime.command.testing.TaskClient;
import com.geniinow.runtime.queue.TaskQueue;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What a streaming processor was moved past is found by what looks at the tables alone. */
@RuntimeTest
class SweepTest {
  @Autowired TaskClient tasks;
  @Autowired TestClock clock;
  @Autowired TaskQueue queue;
  @Autowired List<RecurringJob> jobs;
  @Autowired Readers readers;
  @Autowired MeterRegistry meters;

  @AfterEach
  void letClockGo() {
    clock.letGo();
  }

  @Test
  void a_lease_is_as_long_whatever_the_clock_of_the_process_says_that_granted_it() {
    var task = tasks.submit(tasks.agent());
    clock.set(Instant.now().minusSeconds(90));
    try {
      tasks.start(task);
    } finally {
      clock.letGo();
    }
    tasks.run("lease-sweep");

    assertThat(tasks.status(task)).isEqualTo("running");
    assertThat(tasks.complete(task, 1).status()).isEqualTo(200);
  }

  @Test
  void an_overdue_retry_whose_failure_the_saga_never_saw_is_queued_once() throws Exception {
    var agent = tasks.agent();
    var task = tasks.submit(agent);
    clock.set(Instant.now().minusSeconds(60));
    readers.movedPast(RetrySaga.PROCESSOR, () -> tasks.fail(task, tasks.start(task), true, 1));
    assertThat(tasks.status(task)).isEqualTo("retrying");
    sweep("retry-sweep");
    assertThat(tasks.status(task)).as("not before the grace").isEqualTo("retrying");

    double before = found("retry-sweep");
    clock.letGo();
    Parallel.all(4, n -> sweep("retry-sweep"));

    assertThat(tasks.status(task)).isEqualTo("queued");
    assertThat(tasks.events(task)).containsOnlyOnce("TaskRequeued");
    assertThat(found("retry-sweep")).isGreaterThan(before);
    assertThat(tasks.complete(task, tasks.start(task)).status()).isEqualTo(200);
    assertThat(tasks.reserved(agent)).isZero();
  }

  @Test
  void a_final_failure_that_the_saga_never_saw_is_given_up_once_and_told_once() throws Exception {
    var task = tasks.submit(tasks.agent());
    clock.set(Instant.now().minusSeconds(60));
    readers.movedPast(RetrySaga.PROCESSOR, () -> tasks.fail(task, tasks.start(task), false, 1));
    assertThat(tasks.status(task)).isEqualTo("retrying");

    clock.letGo();
    Parallel.all(4, n -> sweep("retry-sweep"));

    assertThat(tasks.status(task)).isEqualTo("dead_lettered");
    assertThat(tasks.events(task, "TaskDeadLettered", "reason")).containsExactly("not_retryable");
    assertThat(tasks.view(task).text("error")).isEqualTo("boom 1");
    await().atMost(TaskClient.SOON).until(() -> tasks.alerts(task) == 1);
  }

  @Test
  void two_processes_that_sweep_at_once_do_each_thing_once() throws Exception {
    var agent = tasks.agent();
    var again = tasks.submit(agent);
    var dead = tasks.submit(agent);
    clock.set(Instant.now().minusSeconds(60));
    readers.movedPast(
        RetrySaga.PROCESSOR,
        () -> {
          tasks.fail(again, tasks.start(again), true, 1);
          tasks.fail(dead, tasks.start(dead), false, 1);
        });
    try (var other = SecondProcess.start()) {
      clock.letGo();
      Parallel.all(
          6,
          n -> {
            for (var name : List.of("retry-sweep", "alert-sweep", "lease-sweep")) {
              if (n % 2 == 0) {
                sweep(name);
              } else {
                other.run(name);
              }
            }
            return n;
          });
    }
    assertThat(tasks.events(again)).containsOnlyOnce("TaskRequeued");
    assertThat(tasks.events(dead)).containsOnlyOnce("TaskDeadLettered");
    await().atMost(TaskClient.SOON).until(() -> tasks.alerts(dead) == 1);
  }

  @Test
  void a_task_to_approve_that_the_alerts_were_moved_past_is_told_once() throws Exception {
    var agent = tasks.agent();
    clock.set(Instant.now().minusSeconds(60));
    List<UUID> waits = new java.util.ArrayList<>();
    readers.movedPast(
        "alerts",
        () ->
            waits.add(
                UUID.fromString(
                    tasks.trySubmit(agent, Map.of("approval", "required")).text("task_id"))));
    assertThat(tasks.alerts(waits.getFirst())).isZero();

    clock.letGo();
    Parallel.all(4, n -> sweep("alert-sweep"));
    sweep("alert-sweep");

    assertThat(tasks.alerts(waits.getFirst())).isEqualTo(1);
  }

  @Test
  void a_dead_letter_that_the_alerts_were_moved_past_is_told_once() throws Exception {
    var task = tasks.submit(tasks.agent());
    clock.set(Instant.now().minusSeconds(60));
    readers.movedPast(
        "alerts",
        () -> {
          tasks.fail(task, tasks.start(task), false, 1);
          tasks.awaitStatus(task, "dead_lettered");
        });
    assertThat(tasks.alerts(task)).isZero();

    clock.letGo();
    Parallel.all(4, n -> sweep("alert-sweep"));
    sweep("alert-sweep");

    assertThat(tasks.alerts(task)).isEqualTo(1);
    assertThat(found("alert-sweep")).isPositive();
  }

  @Test
  void a_full_queue_that_the_alerts_were_moved_past_is_told_once() {
    var agent = tasks.agent();
    readers.movedPast(
        "alerts",
        () -> {
          for (var n = 0; n < 76; n++) {
            tasks.submit(agent);
          }
        });
    sweep("alert-sweep");
    sweep("alert-sweep");
    sweep("alert-sweep");
    assertThat(
            Superuser.count(
                "SELECT count(*) FROM alerts WHERE agent_id = ? AND kind = 'queue'", agent))
        .isEqualTo(1);
  }

  @Test
  void an_overage_that_the_alerts_were_moved_past_is_told_once() throws Exception {
    var agent =
        tasks.api.provision(Map.of("monthly_token_limit", 100, "overage_policy", "alert_only"));
    clock.set(Instant.now().minusSeconds(60));
    readers.movedPast("alerts", () -> tasks.trySubmit(agent, Map.of("estimated_tokens", 200)));
    clock.letGo();

    Parallel.all(4, n -> sweep("alert-sweep"));

    assertThat(
            Superuser.count(
                "SELECT count(*) FROM alerts WHERE agent_id = ? AND kind = 'overage'", agent))
        .isEqualTo(1);
  }

  @Test
  void a_submission_that_the_dispatch_was_moved_past_gets_into_redis() {
    var agent = tasks.agent();
    var submitted = new UUID[1];
    readers.movedPast("dispatch", () -> submitted[0] = tasks.submit(agent));
    queue.remove(agent, submitted[0]);
    assertThat(queue.snapshot(agent)).isEmpty();
    await().atMost(TaskClient.SOON).until(() -> queue.snapshot(agent).contains(submitted[0]));
  }

  @Test
  void a_running_task_whose_lease_was_lost_is_ended_and_charged_once() throws Exception {
    var agent = tasks.agent();
    var task = tasks.submit(agent);
    var attempt = tasks.start(task);
    Superuser.jdbc().update("DELETE FROM task_leases WHERE task_id = ?", task);

    await().atMost(TaskClient.SOON).until(() -> !tasks.status(task).equals("running"));

    assertThat(tasks.usages(task)).containsExactly("1:100:estimated");
    assertThat(tasks.complete(task, attempt).text("reason")).isEqualTo("stale_attempt");
    assertThat(tasks.events(task)).containsOnlyOnce("TaskAttemptFailed");
    tasks.awaitStatus(task, "queued");
    assertThat(tasks.reserved(agent)).isEqualTo(100);
  }

  private boolean sweep(String name) {
    jobs.stream().filter(job -> job.name().equals(name)).findFirst().orElseThrow().run();
    return true;
  }

  private double found(String sweep) {
    var counter = meters.find("genii.sweeps.found").tag("sweep", sweep).counter();
    return counter == null ? 0 : counter.count();
  }
}
