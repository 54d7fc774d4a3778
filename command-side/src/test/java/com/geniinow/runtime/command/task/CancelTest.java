package com.geniinow.runtime.command.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.testing.TaskClient;
import com.geniinow.runtime.queue.TaskQueue;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@RuntimeTest
class CancelTest {
  @Autowired TaskClient tasks;
  @Autowired TaskQueue queue;

  @Test
  void a_queued_task_gives_its_hold_back_and_leaves_redis() {
    var agent = tasks.agent();
    var task = tasks.submit(agent);
    var cancelled = tasks.cancel(agent, task);
    assertThat(cancelled.status()).isEqualTo(200);
    assertThat(cancelled.text("status")).isEqualTo("cancelled");
    assertThat(tasks.reserved(agent)).isZero();
    assertThat(tasks.tryStart(task).status()).isEqualTo(409);
    assertThat(tasks.cancel(agent, task).text("reason")).isEqualTo("conflict");
    await().atMost(TaskClient.SOON).until(() -> queue.snapshot(agent).isEmpty());
  }

  @Test
  void a_retrying_task_gives_its_hold_back_and_never_comes_again() {
    var agent = tasks.agent();
    var task = tasks.submit(agent);
    tasks.fail(task, tasks.start(task), true, 5);
    tasks.awaitStatus(task, "queued");
    tasks.fail(task, tasks.start(task), true, 5);
    assertThat(tasks.status(task)).isEqualTo("retrying");
    assertThat(tasks.cancel(agent, task).status()).isEqualTo(200);

    assertThat(tasks.reserved(agent)).isZero();
    assertThat(tasks.used(agent)).isEqualTo(10);
    await()
        .atMost(TaskClient.SOON)
        .untilAsserted(
            () ->
                assertThat(
                        tasks
                            .system
                            .sql(
                                "SELECT saga_id FROM association_value_entry"
                                    + " WHERE association_value = ?")
                            .param(task.toString())
                            .query()
                            .listOfRows())
                    .isEmpty());
    assertThat(tasks.status(task)).isEqualTo("cancelled");
  }

  @Test
  void a_running_task_keeps_its_hold_until_its_lease_ends_and_is_then_charged_once() {
    var agent = tasks.agent();
    var task = tasks.submit(agent);
    var attempt = tasks.start(task);
    assertThat(tasks.cancel(agent, task).status()).isEqualTo(200);
    assertThat(tasks.reserved(agent)).isEqualTo(100);

    var late = tasks.complete(task, attempt);
    assertThat(late.status()).isEqualTo(409);
    assertThat(late.text("reason")).isEqualTo("stale_attempt");
    assertThat(tasks.heartbeat(task, attempt).status()).isEqualTo(409);
    assertThat(tasks.fail(task, attempt, true, 7).status()).isEqualTo(409);
    tasks.run("lease-sweep");
    assertThat(tasks.reserved(agent)).isEqualTo(100);
    assertThat(tasks.used(agent)).isZero();

    tasks.loseLease(task);
    assertThat(tasks.reserved(agent)).isZero();
    assertThat(tasks.used(agent)).isEqualTo(100);
    assertThat(tasks.usages(task)).containsExactly("1:100:estimated");
    assertThat(tasks.status(task)).isEqualTo("cancelled");

    assertThat(tasks.complete(task, attempt).status()).isEqualTo(409);
    assertThat(tasks.used(agent)).isEqualTo(100);
  }

  @Test
  void strangers_cannot_cancel() {
    var task = tasks.submit(tasks.agent());
    assertThat(tasks.cancel(tasks.agent(), task).status()).isEqualTo(403);
    assertThat(
            tasks.api.asAdmin("POST", "/api/tasks/" + UUID.randomUUID() + "/cancel", null).status())
        .isEqualTo(404);
  }
}
