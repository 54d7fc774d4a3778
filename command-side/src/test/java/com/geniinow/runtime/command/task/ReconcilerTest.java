package com.geniinow.runtime.command.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.testing.TaskClient;
import com.geniinow.runtime.queue.ClaimedJob;
import com.geniinow.runtime.queue.QueuedTask;
import com.geniinow.runtime.queue.TaskQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;

@RuntimeTest
class ReconcilerTest {
  @Autowired TaskClient tasks;
  @Autowired TaskQueue queue;
  @Autowired StringRedisTemplate redis;

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
}
