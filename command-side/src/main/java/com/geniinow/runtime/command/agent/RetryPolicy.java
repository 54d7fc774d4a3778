package com.geniinow.runtime.command.agent;

import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

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

  /**
   * The same, or later where that was asked for: by up to a tenth more than asked, another share
   * for each task, so that not all come at the same moment.
   */
  public Duration delay(int retry, @Nullable Duration asked, UUID taskId) {
    if (asked == null) {
      return delay(retry);
    }
    long share = Math.floorMod(taskId.hashCode(), 1_000);
    var spread = asked.plusMillis(asked.toMillis() * share / 10_000);
    return spread.compareTo(delay(retry)) > 0 ? spread : delay(retry);
  }
}
