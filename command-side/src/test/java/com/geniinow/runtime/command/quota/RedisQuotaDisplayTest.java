package com.geniinow.runtime.command.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.queue.RedisConnections;
import com.geniinow.runtime.servers.DisposableRedis;
import io.lettuce.core.RedisClient;
import io.lettuce.core.resource.ClientResources;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisQuotaDisplayTest {
  /** A hundred reads that each waited for Redis would take 20 seconds. */
  private static final Duration AT_ONCE = Duration.ofSeconds(8);

  private static final ClientResources RESOURCES = RedisConnections.resources();

  private final DisposableRedis redis = new DisposableRedis();
  private final RedisQuotaDisplay display = display();
  private final RedisQuotaDisplay otherProcess = display();
  private final UUID agent = UUID.randomUUID();

  /** Connecting may take longer than a display waits. */
  @BeforeEach
  void connect() {
    for (var process : List.of(display, otherProcess)) {
      await().until(() -> keeps(process));
    }
  }

  private static boolean keeps(RedisQuotaDisplay display) {
    var some = UUID.randomUUID();
    display.read(some, () -> "{kept}");
    return display.read(some, () -> "{not kept}").equals("{kept}");
  }

  @AfterEach
  void stop() {
    display.destroy();
    otherProcess.destroy();
    redis.close();
  }

  @Test
  void what_was_read_is_kept_for_every_process_until_it_changes() {
    assertThat(display.read(agent, () -> "{1}")).isEqualTo("{1}");
    assertThat(otherProcess.read(agent, () -> "{2}")).isEqualTo("{1}");

    otherProcess.changed(agent);

    assertThat(display.read(agent, () -> "{3}")).isEqualTo("{3}");
    assertThat(display.read(UUID.randomUUID(), () -> "{4}")).isEqualTo("{4}");
  }

  @Test
  void what_is_kept_without_an_end_or_is_no_text_is_a_miss_and_put_right() {
    var key = "genii:quota:" + agent;
    try (var client = RedisClient.create(redis.redisUrl());
        var connection = client.connect()) {
      connection.sync().set(key, "{foreign}");
      assertThat(display.read(agent, () -> "{1}")).isEqualTo("{1}");
      assertThat(otherProcess.read(agent, () -> "{2}")).isEqualTo("{1}");
      connection.sync().del(key);
      connection.sync().rpush(key, "foreign");
      assertThat(display.read(agent, () -> "{3}")).isEqualTo("{3}");
      assertThat(otherProcess.read(agent, () -> "{4}")).isEqualTo("{3}");
    }
  }

  @Test
  void what_was_read_before_a_change_is_not_kept_after_it() {
    Supplier<String> overtaken =
        () -> {
          otherProcess.changed(agent);
          return "{old}";
        };

    assertThat(display.read(agent, overtaken)).isEqualTo("{old}");

    assertThat(display.read(agent, () -> "{new}")).isEqualTo("{new}");
  }

  @Test
  void a_slow_reader_does_not_replace_what_a_later_one_has_read() {
    Supplier<String> overtaken =
        () -> {
          otherProcess.changed(agent);
          assertThat(otherProcess.read(agent, () -> "{new}")).isEqualTo("{new}");
          return "{old}";
        };

    display.read(agent, overtaken);

    assertThat(display.read(agent, () -> "{newer}")).isEqualTo("{new}");
  }

  @Test
  void a_read_that_fails_keeps_nothing() {
    assertThatThrownBy(
            () ->
                display.read(
                    agent,
                    () -> {
                      throw new IllegalStateException("no such agent");
                    }))
        .hasMessage("no such agent");

    assertThat(display.read(agent, () -> "{1}")).isEqualTo("{1}");
  }

  @Test
  void without_redis_everything_is_read_afresh_and_at_once() {
    display.read(agent, () -> "{1}");
    redis.close();
    var reads = new AtomicInteger();

    long start = System.nanoTime();
    for (var i = 0; i < 100; i++) {
      display.changed(agent);
      display.read(agent, () -> "{" + reads.incrementAndGet() + "}");
    }

    assertThat(reads).hasValue(100);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AT_ONCE);
  }

  @Test
  void a_redis_that_hangs_holds_nobody_up_for_long_and_is_told_later_what_changed()
      throws Exception {
    display.read(agent, () -> "{old}");
    signal("STOP");
    try {
      long start = System.nanoTime();
      display.changed(agent);
      for (var i = 0; i < 100; i++) {
        assertThat(display.read(agent, () -> "{new}")).isEqualTo("{new}");
      }
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AT_ONCE);
    } finally {
      signal("CONT");
    }

    await()
        .untilAsserted(
            () -> {
              assertThat(display.read(agent, () -> "{new}")).isEqualTo("{new}");
              assertThat(otherProcess.read(agent, () -> "{newer}")).isNotEqualTo("{old}");
            });
  }

  private RedisQuotaDisplay display() {
    var connections =
        RedisConnections.started(redis.redisUrl(), RedisQuotaDisplay.PATIENCE, RESOURCES);
    return new RedisQuotaDisplay(connections, UUID::randomUUID);
  }

  private void signal(String name) throws IOException {
    new ProcessBuilder("kill", "-" + name, Long.toString(redis.pid())).start().onExit().join();
  }
}
