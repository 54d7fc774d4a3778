package com.geniinow.runtime.queue;

import static com.geniinow.runtime.queue.QueueFixture.LEASE;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.servers.LocalServers;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkSignalTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(50);

  private final QueueFixture fixture = new QueueFixture(LocalServers.shared().redisUrl());
  private final TaskQueue queue = fixture.queue;
  private final UUID agent = UUID.randomUUID();

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void who_waits_is_woken_by_a_new_job() throws Exception {
    try (var wait = queue.listen(WantedWork.ALL)) {
      fixture.added(agent);

      assertThat(wait.await(LONG)).isTrue();
    }
  }

  @Test
  void waiting_ends_without_a_sign_when_the_time_is_over() throws Exception {
    try (var wait = queue.listen(WantedWork.ALL)) {
      assertThat(wait.await(SHORT)).isFalse();
    }
  }

  @Test
  void work_that_is_not_wanted_wakes_nobody() throws Exception {
    try (var types = queue.listen(new WantedWork(null, Set.of("another")));
        var own = queue.listen(new WantedWork(UUID.randomUUID(), Set.of()))) {
      fixture.added(agent);

      assertThat(types.await(SHORT)).isFalse();
      assertThat(own.await(SHORT)).isFalse();
    }
  }

  @Test
  void one_of_those_who_wait_is_woken_the_longest_waiting_first() throws Exception {
    try (var first = queue.listen(WantedWork.ALL);
        var second = queue.listen(WantedWork.ALL)) {
      fixture.added(agent);

      assertThat(first.await(LONG)).isTrue();
      assertThat(second.await(SHORT)).isFalse();
    }
  }

  @Test
  void a_sign_that_came_too_late_is_for_the_next_one() throws Exception {
    var other = UUID.randomUUID();
    try (var gone = queue.listen(new WantedWork(agent, Set.of()));
        var next = queue.listen(new WantedWork(agent, Set.of()));
        var witness = queue.listen(new WantedWork(other, Set.of()))) {
      fixture.added(agent);
      fixture.added(other);
      assertThat(witness.await(LONG)).as("the sign before has come, too").isTrue();
      assertThat(next.await(SHORT)).isFalse();

      gone.close();

      assertThat(next.await(LONG)).isTrue();
    }
  }

  @Test
  void a_slot_that_is_free_again_is_a_sign() throws Exception {
    var task = QueueFixture.task(agent);
    queue.add(task, 1);
    queue.add(QueueFixture.task(agent), 1);
    var job = queue.claim("w", 5, LEASE).getFirst();
    try (var wait = queue.listen(WantedWork.ALL)) {
      assertThat(wait.await(SHORT)).isFalse();

      queue.finish(job, Ending.COMPLETED);

      assertThat(wait.await(LONG)).isTrue();
    }
  }

  @Test
  void a_type_that_comes_to_a_queue_that_waits_already_is_a_sign() throws Exception {
    queue.add(new QueuedTask(agent, UUID.randomUUID(), 1, "a"));
    try (var wait = queue.listen(new WantedWork(null, Set.of("b")))) {
      queue.add(new QueuedTask(agent, UUID.randomUUID(), 1, "b"));

      assertThat(wait.await(LONG)).isTrue();
    }
  }

  @Test
  void all_waits_end_when_the_process_does() throws Exception {
    try (var wait = queue.listen(WantedWork.ALL)) {
      queue.endWaits();

      assertThat(wait.await(LONG)).isFalse();
      assertThat(queue.isEnded()).isTrue();
    }
    try (var late = queue.listen(WantedWork.ALL)) {
      assertThat(late.await(LONG)).isFalse();
    }
  }
}
