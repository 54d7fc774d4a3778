package com.geniinow.runtime.queue;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Spares callers the time-out while Redis hangs: after a failure one caller at a time tries, every
 * quarter of a second, so that the others learn at once what that one has to wait for.
 */
public final class RedisBreaker {
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(250);

  /** Longer than any command takes: whoever tries and never ends keeps nobody else from trying. */
  private static final Duration LONGEST_TRY = Duration.ofSeconds(90);

  private final CircuitBreaker breaker;

  /**
   * @param isFailure which exceptions mean that Redis did not answer
   */
  public RedisBreaker(Predicate<Throwable> isFailure) {
    this(settings(isFailure));
  }

  RedisBreaker(Predicate<Throwable> isFailure, Clock clock) {
    this(settings(isFailure).clock(clock));
  }

  private RedisBreaker(CircuitBreakerConfig.Builder settings) {
    this.breaker = CircuitBreaker.of("redis", settings.build());
  }

  private static CircuitBreakerConfig.Builder settings(Predicate<Throwable> isFailure) {
    return CircuitBreakerConfig.custom()
        .slidingWindowSize(1)
        .minimumNumberOfCalls(1)
        .failureRateThreshold(100)
        .waitDurationInOpenState(BETWEEN_TRIES)
        .permittedNumberOfCallsInHalfOpenState(1)
        .maxWaitDurationInHalfOpenState(LONGEST_TRY)
        .recordException(isFailure);
  }

  /**
   * What Redis answers.
   *
   * @throws CallNotPermittedException at once, while Redis did not answer a moment ago
   */
  public <T> @Nullable T ask(Supplier<@Nullable T> command) {
    return breaker.executeSupplier(command);
  }
}
