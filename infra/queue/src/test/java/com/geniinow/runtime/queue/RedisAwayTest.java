package com.geniinow.runtime.queue;

import static com.geniinow.runtime.queue.QueueFixture.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.servers.DisposableRedis;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RedisAwayTest {
  /** Beyond the time-outs of these tests on any machine; without them it would be a minute. */
  private static final Duration TIMELY = Duration.ofSeconds(15);

  private final UUID agent = UUID.randomUUID();

  @Test
  void a_dead_redis_is_told_at_once() {
    try (var redis = new DisposableRedis();
        var fixture = new QueueFixture(redis.redisUrl())) {
      fixture.added(agent);
      redis.close();

      assertThatThrownBy(() -> fixture.queue.add(task(agent)))
          .isInstanceOf(QueueUnavailableException.class);
      assertTimelyRefusal(fixture);
    }
  }

  @Test
  void a_redis_that_hangs_is_given_up_after_the_command_time_out() throws Exception {
    try (var redis = new DisposableRedis();
        var fixture = new QueueFixture(redis.redisUrl(), "bull", 10, Duration.ofMillis(300))) {
      fixture.added(agent);
      signal(redis, "STOP");
      try {
        assertTimelyRefusal(fixture);
        // Each would take the time-out again, if the first had not told of it.
        assertTimelyRefusals(fixture, 200);
      } finally {
        signal(redis, "CONT");
      }
      await().ignoreExceptions().until(() -> fixture.queue.add(task(agent)));
    }
  }

  @Test
  void a_full_redis_counts_as_away_and_still_hands_out_what_it_holds() {
    try (var redis = new DisposableRedis("--maxmemory-policy", "noeviction");
        var fixture = new QueueFixture(redis.redisUrl())) {
      fixture.added(agent);
      fixture.redis.execute(
          (org.springframework.data.redis.core.RedisCallback<Object>)
              connection -> {
                connection.serverCommands().setConfig("maxmemory", "1");
                return null;
              });

      assertThatThrownBy(() -> fixture.queue.add(task(agent)))
          .isInstanceOf(QueueUnavailableException.class);
      assertThat(fixture.queue.finish(fixture.claimed(), Ending.COMPLETED)).isTrue();
    }
  }

  @Test
  void a_flushed_redis_takes_the_same_attempts_again() {
    try (var redis = new DisposableRedis();
        var fixture = new QueueFixture(redis.redisUrl())) {
      var first = fixture.added(agent);
      var second = fixture.added(agent);
      var held = fixture.claimed();
      flush(fixture);

      assertThat(fixture.queue.renew(held, QueueFixture.LEASE)).isFalse();
      assertThat(fixture.queue.finish(held, Ending.COMPLETED)).isFalse();
      assertThat(fixture.queue.add(first)).isTrue();
      assertThat(fixture.queue.add(second)).isTrue();
      assertThat(fixture.queue.claim("w1", 5, QueueFixture.LEASE)).hasSize(2);
    }
  }

  private void assertTimelyRefusal(QueueFixture fixture) {
    assertTimelyRefusals(fixture, 1);
  }

  private void assertTimelyRefusals(QueueFixture fixture, int times) {
    long start = System.nanoTime();
    for (var n = 0; n < times; n++) {
      assertThatThrownBy(() -> fixture.queue.add(task(agent)))
          .isInstanceOf(QueueUnavailableException.class);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(TIMELY);
  }

  private static void flush(QueueFixture fixture) {
    fixture.redis.execute(
        (org.springframework.data.redis.core.RedisCallback<Object>)
            connection -> {
              connection.serverCommands().flushAll();
              return null;
            });
  }

  private static void signal(DisposableRedis redis, String name) throws IOException {
    new ProcessBuilder("kill", "-" + name, Long.toString(redis.pid())).start().onExit().join();
  }
}
