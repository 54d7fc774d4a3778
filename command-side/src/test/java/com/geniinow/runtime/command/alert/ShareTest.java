package com.geniinow.runtime.command.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What a process counts is told exactly once and forgotten with its window. */
class ShareTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration WINDOW = Duration.ofMinutes(5);

  private final AtomicLong total = new AtomicLong();
  private final AtomicLong bad = new AtomicLong();
  private final Share share = new Share("tests", total::get, bad::get);

  @Test
  void what_could_not_be_told_is_told_with_what_came_since() {
    total.set(10);
    assertThat(share.look(NOON, WINDOW).total()).isEqualTo(10);
    total.set(15);
    bad.set(1);
    var news = share.look(NOON.plusSeconds(2), WINDOW);
    assertThat(news.total()).isEqualTo(15);
    assertThat(news.bad()).isEqualTo(1);
    share.told(news);
    assertThat(share.look(NOON.plusSeconds(4), WINDOW).total()).isZero();
  }

  @Test
  void the_recent_share_forgets_what_was_before_the_window() {
    share.look(NOON, WINDOW);
    total.set(100);
    bad.set(50);
    share.look(NOON.plusSeconds(60), WINDOW);
    assertThat(share.recent()).isEqualTo(0.5);
    total.set(200);
    share.look(NOON.plusSeconds(400), WINDOW);
    assertThat(share.recent()).isZero();
  }

  @Test
  void a_call_is_slow_when_it_took_longer_than_the_bound() {
    var registry = new SimpleMeterRegistry();
    var calls = new SlowCalls(registry, "calls", Duration.ofMillis(500));
    assertThat(calls.total()).isZero();
    var timer =
        Timer.builder("calls")
            .serviceLevelObjectives(Duration.ofMillis(100), Duration.ofMillis(500))
            .register(registry);
    timer.record(Duration.ofMillis(90));
    timer.record(Duration.ofMillis(490));
    timer.record(Duration.ofMillis(510));
    assertThat(calls.total()).isEqualTo(3);
    assertThat(calls.slow()).isEqualTo(1);
  }
}
