package com.geniinow.runtime.command.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.brake.ListedBrakes;
import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.store.StoreConfiguration;
import com.geniinow.runtime.command.testing.TaskClient;
import com.geniinow.runtime.queue.ClaimedJob;
import com.geniinow.runtime.queue.QueuedTask;
import com.geniinow.runtime.queue.TaskQueue;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

@RuntimeTest
class ReconcilerTest {
  @Autowired TaskClient tasks;
  @Autowired TaskQueue queue;
  @Autowired StringRedisTemplate redis;
  @Autowired TaskSettings settings;
  @Autowired AgentConcurrency concurrency;
  @Autowired ListedBrakes brakes;

  @Autowired
  @Qualifier(StoreConfiguration.SYSTEM) JdbcClient system;

  @Test
  void an_emptied_redis_holds_all_queued_tasks_again_in_their_order() {
    var agent = tasks.agent();
    List<UUID> submitted = new ArrayList<>();
    for (var n = 0; n < 6; n++) {
      submitted.add(tasks.submit(agent));
    }
    redis.execute(
        (RedisCallback<Void>)
            connection -> {
              connection.serverCommands().flushAll();
              return null;
            });

    await().atMost(TaskClient.SOON).until(() -> queue.depth(agent).waiting() == 6);
    List<UUID> claimed = new ArrayList<>();
    while (claimed.size() < 6) {
      for (ClaimedJob job : queue.claim("test", 1, Duration.ofSeconds(30))) {
        if (job.agentId().equals(agent)) {
          claimed.add(job.taskId());
        }
        queue.drop(job);
      }
    }
    assertThat(claimed).containsExactlyElementsOf(submitted);
  }

  @Test
  void what_is_not_open_is_taken_out_and_what_is_stays() {
    var agent = tasks.agent();
    var task = tasks.submit(agent);
    var ghost = UUID.randomUUID();
    queue.add(new QueuedTask(agent, ghost, 1, "simulate"));
    await().atMost(TaskClient.SOON).until(() -> !queue.snapshot(agent).contains(ghost));
    assertThat(queue.snapshot(agent)).containsExactly(task);
  }

  @Test
  void a_task_that_ends_while_it_is_put_back_is_taken_out_again() {
    var agent = tasks.agent();
    var task = tasks.submit(agent);
    putBackWhile(agent, task, () -> tasks.cancel(agent, task));
    assertThat(queue.snapshot(agent)).doesNotContain(task);
  }

  @Test
  void a_task_whose_agent_is_suspended_while_it_is_put_back_is_taken_out_again() {
    var agent = tasks.agent();
    var task = tasks.submit(agent);
    putBackWhile(agent, task, () -> tasks.change(agent, "suspend"));
    assertThat(queue.snapshot(agent)).doesNotContain(task);
    tasks.change(agent, "resume");
    await().atMost(TaskClient.SOON).until(() -> queue.snapshot(agent).contains(task));
  }

  /** The change, and its withdrawal, fall between the reconciler's look and its putting back. */
  private void putBackWhile(UUID agent, UUID task, Runnable change) {
    var changed = new AtomicBoolean();
    var late =
        new Dispatcher(queue, settings, concurrency, brakes, system) {
          @Override
          void put(UUID agentId, UUID taskId, int attempt, String type, Instant turn) {
            if (taskId.equals(task) && !changed.getAndSet(true)) {
              super.put(agentId, taskId, attempt, type, turn);
              change.run();
              await().atMost(TaskClient.SOON).until(() -> !queue.snapshot(agent).contains(task));
            }
            super.put(agentId, taskId, attempt, type, turn);
          }
        };
    var reconciler =
        new QueueReconciler(
            system,
            queue,
            late,
            brakes,
            settings,
            new Now(Clock.offset(Clock.systemUTC(), Duration.ofSeconds(10))));
    await()
        .atMost(TaskClient.SOON)
        .until(
            () -> {
              queue.remove(agent, task);
              reconciler.run();
              return changed.get();
            });
  }
}
