package com.geniinow.runtime.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class RedisBreakerTest {
  private Instant now = Instant.parse("2026-03-01T12:00:00Z");
  private final RedisBreaker breaker =
      new RedisBreaker(IllegalStateException.class::isInstance, new Moved());

  @Test
  void lets_everybody_through_while_all_is_well() {
    assertThat(breaker.ask(() -> 1)).isEqualTo(1);
    assertThat(breaker.ask(() -> 2)).isEqualTo(2);
  }

  @Test
  void an_error_that_redis_answers_is_an_answer() {
    assertThatThrownBy(() -> breaker.ask(() -> fail(new IllegalArgumentException())))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(breaker.ask(() -> 1)).isEqualTo(1);
  }

  @Test
  void lets_one_try_every_quarter_of_a_second_after_a_failure() {
    failOnce();
    isClosedToOthers();

    now = now.plus(Duration.ofMillis(251));
    breaker.ask(
        () -> {
          isClosedToOthers();
          return 1;
        });

    assertThat(breaker.ask(() -> 2)).isEqualTo(2);
  }

  @Test
  void stays_closed_to_others_when_that_one_fails_too() {
    failOnce();
    now = now.plus(Duration.ofMillis(251));
    failOnce();
    isClosedToOthers();
  }

  private void failOnce() {
    assertThatThrownBy(() -> breaker.ask(() -> fail(new IllegalStateException())))
        .isInstanceOf(IllegalStateException.class)
        .isNotInstanceOf(CallNotPermittedException.class);
  }

  private void isClosedToOthers() {
    assertThatThrownBy(() -> breaker.ask(() -> 1)).isInstanceOf(CallNotPermittedException.class);
  }

  private static int fail(RuntimeException e) {
    throw e;
  }

  private final class Moved extends Clock {
    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
