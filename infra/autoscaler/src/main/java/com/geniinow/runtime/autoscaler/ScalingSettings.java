package com.geniinow.runtime.autoscaler;

import java.time.Duration;

/**
 * What a pool may cost and how fast it follows.
 *
 * @param min workers that always run, at least 1
 * @param max workers that ever run, at most {@value #MOST}
 * @param tasksPerWorker tasks that one worker runs at once, as its own {@code GENII_WORKERS} says
 * @param clearWithin how soon what waits now should have been begun
 * @param calm how long fewer workers must have been enough before some are let go
 */
public record ScalingSettings(
    int min, int max, int tasksPerWorker, Duration clearWithin, Duration calm) {
  /** Beyond this a mistake is likelier than a need. */
  public static final int MOST = 1_000;

  public ScalingSettings {
    if (min < 1 || max < min || max > MOST) {
      throw new IllegalArgumentException(
          "workers must be from 1 to %d, not from %d to %d".formatted(MOST, min, max));
    }
    if (tasksPerWorker < 1) {
      throw new IllegalArgumentException("a worker runs at least one task at a time");
    }
    if (!clearWithin.isPositive() || !calm.isPositive()) {
      throw new IllegalArgumentException("times must be positive");
    }
  }

  /** 1 to 20 workers, each with 16 tasks at a time, and two quiet minutes before some go. */
  public static ScalingSettings standard() {
    return new ScalingSettings(1, 20, 16, Duration.ofSeconds(30), Duration.ofMinutes(2));
  }
}
