package com.geniinow.runtime.queue;

import static com.geniinow.runtime.queue.QueueFixture.LEASE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.servers.LocalServers;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeaseTest {
  private static final Duration SHORT = Duration.ofMillis(50);

  private final QueueFixture fixture = new QueueFixture(LocalServers.shared().redisUrl());
  private final TaskQueue queue = fixture.queue;
  private final UUID agent = UUID.randomUUID();

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void a_dead_workers_job_goes_back_to_the_head_of_its_queue() {
    var task = fixture.added(agent);
    fixture.added(agent);
    var lost = queue.claim("dead", 1, SHORT).getFirst();

    var reaped = reapUntilFound();

    assertThat(reaped)
        .containsExactly(new ReapedJob(agent.toString(), task.taskId().toString(), 1));
    assertThat(queue.finish(lost, Ending.COMPLETED)).isFalse();
    var again = fixture.claimed();
    assertThat(again.taskId()).isEqualTo(task.taskId());
    assertThat(queue.finish(lost, Ending.COMPLETED)).isFalse();
    assertThat(queue.finish(again, Ending.COMPLETED)).isTrue();
  }

  @Test
  void a_renewed_lease_is_not_reaped() {
    fixture.added(agent);
    var job = queue.claim("w1", 1, SHORT).getFirst();
    // One renewal is enough whenever it comes before the lock is gone; a late one shows as false.
    if (queue.renew(job, LEASE)) {
      assertThat(queue.reap(10)).isEmpty();
      assertThat(queue.finish(job, Ending.COMPLETED)).isTrue();
    }
  }

  @Test
  void a_job_without_a_lock_is_found_by_reconcile() {
    var task = fixture.added(agent);
    fixture.claimed();
    fixture.redis.delete(fixture.key(agent, task.taskId() + ":lock"));
    fixture.redis.delete(fixture.prefix + "-fair:leases");
    assertThat(queue.reap(10)).isEmpty();

    queue.reconcile(List.of(agent));

    assertThat(queue.reap(10)).hasSize(1);
    assertThat(fixture.claimed().taskId()).isEqualTo(task.taskId());
  }

  @Test
  void an_agent_that_fell_out_of_the_turns_is_found_by_reconcile() {
    fixture.added(agent);
    fixture.redis.delete(fixture.prefix + "-fair:ring");
    assertThat(queue.claim("w1", 1, LEASE)).isEmpty();

    assertThat(queue.reconcile(List.of(agent, UUID.randomUUID()))).isEqualTo(1);

    assertThat(queue.claim("w1", 1, LEASE)).hasSize(1);
  }

  private List<ReapedJob> reapUntilFound() {
    AtomicReference<List<ReapedJob>> found = new AtomicReference<>(List.of());
    await()
        .until(
            () -> {
              found.set(queue.reap(10));
              return !found.get().isEmpty();
            });
    return found.get();
  }
}
