package com.geniinow.runtime.command.alert;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How many calls of a timer took longer than a bound, which must be one of the timer's buckets. A
 * timer that nobody registered has had no call.
 */
record SlowCalls(MeterRegistry registry, String timer, Duration bound) {
  long total() {
    return registry.find(timer).timers().stream().mapToLong(t -> t.count()).sum();
  }

  long slow() {
    return registry.find(timer).timers().stream()
        .mapToLong(
            t -> {
              for (var bucket : t.takeSnapshot().histogramCounts()) {
                if (bucket.bucket(TimeUnit.NANOSECONDS) >= bound.toNanos()) {
                  return Math.max(0, t.count() - (long) bucket.count());
                }
              }
              return 0;
            })
        .sum();
  }
}
