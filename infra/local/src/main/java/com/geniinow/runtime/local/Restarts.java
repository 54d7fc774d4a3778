package com.geniinow.runtime.local;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** How often a part that ended by itself is started again: three times within a minute. */
final class Restarts {
  static final int MOST = 3;
  static final Duration WITHIN = Duration.ofMinutes(1);

  private final InstantSource clock;
  private final Map<String, Deque<Instant>> starts = new HashMap<>();

  Restarts(InstantSource clock) {
    this.clock = clock;
  }

  /** Counts another start of a part; false where it has had its share. */
  synchronized boolean take(String part) {
    var now = clock.instant();
    var times = starts.computeIfAbsent(part, name -> new ArrayDeque<>());
    while (!times.isEmpty() && !times.getFirst().isAfter(now.minus(WITHIN))) {
      times.removeFirst();
    }
    if (times.size() >= MOST) {
      return false;
    }
    times.addLast(now);
    return true;
  }
}
