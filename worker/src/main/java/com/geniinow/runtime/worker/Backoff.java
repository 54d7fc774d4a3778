package com.geniinow.runtime.worker;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long to wait before trying again: doubling, bounded, and spread so that not all try at once.
 */
final class Backoff {
  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(5);
  private static final int MOST_DOUBLINGS = 16;

  private final DoubleSupplier random;

  /**
   * @param random gives numbers from 0 to 1
   */
  Backoff(DoubleSupplier random) {
    this.random = random;
  }

  /**
   * @param failures how many tries have failed in a row before the one just failed, from 0
   * @return between half and the whole of 100 ms, doubled per failure, at most 5 s
   */
  Duration delay(int failures) {
    long doubled = FIRST.toMillis() << Math.min(failures, MOST_DOUBLINGS);
    long most = Math.min(doubled, LONGEST.toMillis());
    return Duration.ofMillis(most / 2 + (long) (most / 2.0 * random.getAsDouble()));
  }
}
