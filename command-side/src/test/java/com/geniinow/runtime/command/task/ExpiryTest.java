package com.geniinow.runtime.command.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Api.Answer;
import com.geniinow.runtime.command.Parallel;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.SecondProcess;
import com.geniinow.runtime.command.TestClock;
import com.geniinow.runtime.command.testing.TaskClient;
import com.geniinow.runtime.queue.TaskQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Tasks that are of no use any more after a while. */
@RuntimeTest
class ExpiryTest {
  @Autowired TaskClient tasks;
  @Autowired TestClock clock;
  @Autowired TaskQueue queue;

  @AfterEach
  void letClockGo() {
    clock.letGo();
  }

  @Test
  void a_queued_task_expires_for_good_and_gives_its_hold_back() {
    var agent = tasks.agent();
    var task = past(agent, Map.of("expires_in_seconds", 30));
    var at = Instant.parse(tasks.view(task).text("created_at"));
    assertThat(tasks.view(task).text("expires_at")).isEqualTo(at.plusSeconds(30).toString());

    tasks.awaitStatus(task, "expired");
    assertThat(tasks.reserved(agent)).isZero();
    assertThat(tasks.events(task)).containsOnlyOnce("TaskExpired");
    assertThat(tasks.tryStart(task).status()).isEqualTo(409);
    assertThat(tasks.cancel(agent, task).status()).isEqualTo(409);
    assertThat(tasks.redrive(task).status()).isEqualTo(409);
    await().atMost(TaskClient.SOON).until(() -> !queue.snapshot(agent).contains(task));
  }

  @Test
  void a_retrying_task_expires_and_its_saga_ends() {
    var agent = tasks.agent();
    clock.set(Instant.now().minusSeconds(60));
    var task =
        task(
            tasks.trySubmit(
                agent, Map.of("expires_in_seconds", 30, "retry", Map.of("base_seconds", 3_600))));
    tasks.fail(task, tasks.start(task), true, 7);
    assertThat(tasks.status(task)).isEqualTo("retrying");
    assertThat(
            Duration.between(
                tasks.times(task, "TaskAttemptFailed", "at").getFirst(),
                tasks.times(task, "TaskAttemptFailed", "nextAttemptAt").getFirst()))
        .isEqualTo(Duration.ofHours(1));
    clock.letGo();

    tasks.awaitStatus(task, "expired");
    assertThat(tasks.reserved(agent)).isZero();
    assertThat(tasks.used(agent)).isEqualTo(7);
    await()
        .atMost(TaskClient.SOON)
        .untilAsserted(
            () ->
                assertThat(
                        tasks
                            .system
                            .sql(
                                "SELECT 1 FROM association_value_entry WHERE association_value = ?")
                            .param(task.toString())
                            .query()
                            .listOfRows())
                    .isEmpty());
  }

  @Test
  void a_task_for_later_expires_counted_from_its_time_though_it_was_never_queued() {
    var agent = tasks.agent();
    clock.set(Instant.now().minusSeconds(60));
    var task = task(tasks.trySubmit(agent, Map.of("delay_seconds", 20, "expires_in_seconds", 15)));
    tasks.change(agent, "suspend");
    clock.letGo();
    tasks.awaitStatus(task, "expired");
    assertThat(tasks.events(task)).containsExactly("TaskSubmitted", "TaskExpired");
  }

  @Test
  void a_running_task_goes_on_and_a_task_without_an_end_too() {
    var agent = tasks.agent();
    clock.set(Instant.now().minusSeconds(60));
    var runs = task(tasks.trySubmit(agent, Map.of("expires_in_seconds", 30)));
    var attempt = tasks.start(runs);
    var waits = tasks.submit(agent);
    clock.letGo();
    tasks.run("task-expiries");
    assertThat(tasks.status(waits)).isEqualTo("queued");
    assertThat(tasks.complete(runs, attempt).status()).isEqualTo(200);
  }

  @Test
  void two_processes_that_look_at_once_end_each_task_once() throws Exception {
    var agent = tasks.agent();
    clock.set(Instant.now().minusSeconds(60));
    var late =
        IntStream.range(0, 20)
            .mapToObj(n -> task(tasks.trySubmit(agent, Map.of("expires_in_seconds", 59))))
            .toList();
    clock.letGo();
    try (var other = SecondProcess.start()) {
      Parallel.all(
          8,
          n -> {
            if (n % 2 == 0) {
              tasks.run("task-expiries");
            } else {
              other.run("task-expiries");
            }
            return n;
          });
    }
    for (var task : late) {
      assertThat(tasks.events(task)).containsOnlyOnce("TaskExpired", "ReservationReleased");
    }
    assertThat(tasks.reserved(agent)).isZero();
  }

  private UUID past(UUID agent, Map<String, ?> more) {
    clock.set(Instant.now().minusSeconds(60));
    try {
      return task(tasks.trySubmit(agent, new HashMap<>(more)));
    } finally {
      clock.letGo();
    }
  }

  private static UUID task(Answer answer) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(202);
    return UUID.fromString(answer.text("task_id"));
  }
}
