package com.geniinow.runtime.command.agent;

import com.geniinow.runtime.events.task.TaskRetry;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How a failed task is tried again.
 *
 * @param maxRetries retries after the first run, 0 to 10
 * @param base the first delay; each further one is four times as long: 1 s, 4 s, 16 s
 * @param longest no delay is longer, unless whoever refused asked for it; null for any
 */
public record RetryPolicy(int maxRetries, Duration base, @Nullable Duration longest) {
  public RetryPolicy {
    if (maxRetries < 0 || maxRetries > TaskRetry.MOST || base.isNegative()) {
      throw new IllegalArgumentException("0 to 10 retries and a base of 0 s or more");
    }
  }

  /** With delays of any length. */
  public RetryPolicy(int maxRetries, Duration base) {
    this(maxRetries, base, null);
  }

  /** The task's own where it has one. */
  RetryPolicy orOwn(@Nullable TaskRetry own) {
    return own == null
        ? this
        : new RetryPolicy(
            own.maxRetries(),
            Duration.ofMillis(own.baseMillis()),
            Duration.ofMillis(own.maxMillis()));
  }

  /** The delay before a retry, counted from 0. */
  public Duration delay(int retry) {
    var delay = base.multipliedBy(1L << (2 * retry));
    return longest == null || delay.compareTo(longest) < 0 ? delay : longest;
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
