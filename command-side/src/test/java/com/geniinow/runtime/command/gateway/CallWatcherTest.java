package com.geniinow.runtime.command.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A process that stops lets its calls go on for a while, and cuts them then. */
class CallWatcherTest {
  private final OpenCalls calls = new OpenCalls(new SimpleMeterRegistry());

  @Test
  void what_still_runs_when_the_time_is_up_is_cut() {
    var call = calls.begin(UUID.randomUUID());
    var done = new CountDownLatch(1);

    new CallWatcher(calls, Map::of, List::of, Duration.ZERO).stop(done::countDown);

    GatewayStreamTest.await(done);
    assertThat(call.stopped()).isEqualTo("unavailable");
  }

  @Test
  void what_ends_in_time_is_not_cut() {
    var id = UUID.randomUUID();
    var call = calls.begin(id);
    var done = new CountDownLatch(1);

    new CallWatcher(calls, Map::of, List::of, Duration.ofMinutes(1)).stop(done::countDown);
    calls.end(id);

    GatewayStreamTest.await(done);
    assertThat(call.stopped()).isNull();
  }
}
