package com.geniinow.runtime.events.task;

/**
 * How a task is tried again, as it asked for.
 *
 * @param maxRetries after the first run, 0 to 10
 * @param baseMillis the first delay; each further one is four times as long
 * @param maxMillis no delay is longer
 */
public record TaskRetry(int maxRetries, long baseMillis, long maxMillis) {
  public static final int MOST = 10;

  public TaskRetry {
    if (maxRetries < 0 || maxRetries > MOST || baseMillis < 0 || maxMillis < baseMillis) {
      throw new IllegalArgumentException(
          "0 to 10 retries, and a first delay of 0 ms or more and no longer than the longest");
    }
  }
}
