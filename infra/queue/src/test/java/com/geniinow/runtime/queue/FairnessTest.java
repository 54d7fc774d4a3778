package com.geniinow.runtime.queue;

import static com.geniinow.runtime.queue.QueueFixture.LEASE;
import static com.geniinow.runtime.queue.QueueFixture.task;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.servers.LocalServers;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FairnessTest {
  private final QueueFixture fixture = new QueueFixture(LocalServers.shared().redisUrl());
  private final TaskQueue queue = fixture.queue;

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void a_full_queue_does_not_delay_another_agents_task() {
    UUID busy = UUID.randomUUID();
    UUID idle = UUID.randomUUID();
    for (var i = 0; i < 100; i++) {
      fixture.added(busy);
    }
    fixture.added(idle);

    assertThat(queue.claim("w1", 2, LEASE))
        .extracting(ClaimedJob::agentId)
        .containsExactly(busy, idle);
  }

  @Test
  void agents_take_turns() {
    List<UUID> agents = new ArrayList<>();
    for (var i = 0; i < 20; i++) {
      agents.add(UUID.randomUUID());
    }
    agents.forEach(agent -> List.of(1, 2, 3).forEach(i -> fixture.added(agent)));

    for (var round = 0; round < 3; round++) {
      assertThat(queue.claim("w1", 20, LEASE)).extracting(ClaimedJob::agentId).isEqualTo(agents);
    }
    assertThat(queue.claim("w1", 20, LEASE)).isEmpty();
  }

  @Test
  void an_agent_runs_no_more_jobs_at_once_than_its_limit() {
    UUID agent = UUID.randomUUID();
    for (var i = 0; i < 5; i++) {
      queue.add(task(agent), 2);
    }

    var running = queue.claim("w1", 5, LEASE);
    assertThat(running).hasSize(2);
    assertThat(queue.claim("w1", 5, LEASE)).isEmpty();

    queue.finish(running.getFirst(), Ending.COMPLETED);
    assertThat(queue.claim("w1", 5, LEASE)).hasSize(1);
  }

  @Test
  void ten_workers_at_once_get_each_job_exactly_once_and_hold_the_limit() throws Exception {
    var agents = 20;
    var jobsPerAgent = 50;
    var limit = 3;
    for (var a = 0; a < agents; a++) {
      UUID agent = UUID.randomUUID();
      for (var j = 0; j < jobsPerAgent; j++) {
        queue.add(task(agent), limit);
      }
    }
    var done = ConcurrentHashMap.newKeySet();
    var twice = new AtomicInteger();
    var overLimit = new AtomicInteger();

    try (var workers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (var w = 0; w < 10; w++) {
        var name = "w" + w;
        all.add(
            workers.submit(
                () -> {
                  while (done.size() < agents * jobsPerAgent) {
                    for (ClaimedJob job : queue.claim(name, 4, LEASE)) {
                      if (queue.depth(job.agentId()).active() > limit) {
                        overLimit.incrementAndGet();
                      }
                      if (!done.add(job.taskId())) {
                        twice.incrementAndGet();
                      }
                      queue.finish(job, Ending.COMPLETED);
                    }
                  }
                }));
      }
      for (Future<?> worker : all) {
        worker.get();
      }
    }

    assertThat(done).hasSize(agents * jobsPerAgent);
    assertThat(twice).hasValue(0);
    assertThat(overLimit).hasValue(0);
  }
}
