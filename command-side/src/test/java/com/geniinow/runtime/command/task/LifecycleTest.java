package com.geniinow.runtime.command.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.testing.TaskClient;
import com.geniinow.runtime.queue.TaskQueue;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@RuntimeTest
class LifecycleTest {
  @Autowired TaskClient tasks;
  @Autowired TaskQueue queue;

  @Test
  void a_suspended_agents_tasks_wait_outside_redis_and_go_on_in_order_when_it_is_resumed() {
    var agent = tasks.agent();
    var running = tasks.submit(agent);
    var attempt = tasks.start(running);
    var first = tasks.submit(agent);
    var second = tasks.submit(agent);

    assertThat(tasks.change(agent, "suspend").text("status")).isEqualTo("suspended");
    var refused = tasks.trySubmit(agent, Map.of());
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.text("reason")).isEqualTo("agent_not_active");
    await()
        .atMost(TaskClient.SOON)
        .until(() -> Collections.disjoint(queue.snapshot(agent), List.of(first, second)));
    assertThat(tasks.tryStart(first).text("reason")).isEqualTo("agent_not_active");
    assertThat(tasks.status(first)).isEqualTo("queued");

    assertThat(tasks.complete(running, attempt).status()).isEqualTo(200);

    tasks.run("queue-reconciler");
    assertThat(queue.snapshot(agent)).doesNotContain(first, second);

    assertThat(tasks.change(agent, "resume").text("status")).isEqualTo("active");
    await()
        .atMost(TaskClient.SOON)
        .until(() -> queue.snapshot(agent).containsAll(List.of(first, second)));
    assertThat(tasks.complete(first, tasks.start(first)).status()).isEqualTo(200);
    assertThat(tasks.trySubmit(agent, Map.of()).status()).isEqualTo(202);
  }

  @Test
  void a_retry_that_falls_due_while_its_agent_is_suspended_waits_too() {
    var agent = tasks.agent();
    var task = tasks.submit(agent);
    var attempt = tasks.start(task);
    tasks.change(agent, "suspend");
    assertThat(tasks.fail(task, attempt, true, 1).status()).isEqualTo(200);
    tasks.awaitStatus(task, "queued");
    assertThat(tasks.tryStart(task).status()).isEqualTo(409);

    tasks.change(agent, "resume");
    await().atMost(TaskClient.SOON).until(() -> queue.snapshot(agent).contains(task));
    assertThat(tasks.complete(task, tasks.start(task)).status()).isEqualTo(200);
  }

  @Test
  void terminating_cancels_what_is_open_and_gives_holds_back() {
    var agent = tasks.agent();
    var running = tasks.submit(agent);
    var attempt = tasks.start(running);
    var queued = tasks.submit(agent);
    var dead = tasks.deadTask(agent);

    assertThat(tasks.change(agent, "terminate").text("status")).isEqualTo("terminated");
    assertThat(tasks.status(running)).isEqualTo("cancelled");
    assertThat(tasks.status(queued)).isEqualTo("cancelled");
    assertThat(tasks.complete(running, attempt).status()).isEqualTo(409);
    assertThat(tasks.change(agent, "resume").text("reason")).isEqualTo("agent_not_active");
    assertThat(tasks.redrive(dead).text("reason")).isEqualTo("agent_not_active");
    assertThat(tasks.trySubmit(agent, Map.of()).text("reason")).isEqualTo("agent_not_active");

    tasks.loseLease(running);
    await().atMost(TaskClient.SOON).until(() -> tasks.reserved(agent) == 0);
    assertThat(tasks.used(agent)).isEqualTo(101);
    await()
        .atMost(TaskClient.SOON)
        .until(() -> Collections.disjoint(queue.snapshot(agent), List.of(running, queued)));
  }
}
