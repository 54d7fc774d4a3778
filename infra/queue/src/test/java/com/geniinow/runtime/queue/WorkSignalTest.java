package com.geniinow.runtime.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.servers.LocalServers;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkSignalTest {
  private final QueueFixture fixture = new QueueFixture(LocalServers.shared().redisUrl());
  private final TaskQueue queue = fixture.queue;

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void an_idle_worker_is_woken_by_a_new_job() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var woken =
          CompletableFuture.supplyAsync(() -> queue.awaitWork(Duration.ofSeconds(5)), threads);
      await().until(() -> fixture.redis.execute(WorkSignalTest::blockedClients) > 0);

      fixture.added(UUID.randomUUID());

      assertThat(woken.get()).isTrue();
    }
  }

  @Test
  void waiting_ends_without_a_sign_when_the_time_is_over() {
    assertThat(queue.awaitWork(Duration.ofMillis(20))).isFalse();
  }

  @Test
  void a_blocked_wait_holds_up_no_other_command() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var waiting =
          CompletableFuture.supplyAsync(() -> queue.awaitWork(Duration.ofSeconds(5)), threads);
      await().until(() -> fixture.redis.execute(WorkSignalTest::blockedClients) > 0);

      assertThat(queue.depth(UUID.randomUUID()).total()).isZero();
      assertThat(waiting).isNotDone();

      fixture.added(UUID.randomUUID());
      waiting.get();
    }
  }

  private static Integer blockedClients(
      org.springframework.data.redis.connection.RedisConnection connection) {
    return Integer.valueOf(
        connection.serverCommands().info("clients").getProperty("blocked_clients"));
  }
}
