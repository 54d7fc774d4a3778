package com.geniinow.runtime.command.agent;

import java.time.Duration;

/**
 * How a failed task is tried again.
 *
 * @param maxRetries retries after the first run, 0 to 10
 * @param base the first delay; each further one is four times as long: 1 s, 4 s, 16 s
 */
public record RetryPolicy(int maxRetries, Duration base) {
  public RetryPolicy {
    if (maxRetries < 0 || maxRetries > 10 || base.isNegative()) {
      throw new IllegalArgumentException("0 to 10 retries and a base of 0 s or more");
    }
  }

  /** The delay before a retry, counted from 0. */
  public Duration delay(int retry) {
    return base.multipliedBy(1L << (2 * retry));
  }
}
