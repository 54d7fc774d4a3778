package com.geniinow.runtime.command.erasure;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long an erasure is left alone that failed: 1, 2, 4 … s, 5 minutes at most. In memory alone:
 * another process tries at once.
 */
final class Pauses {
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private record Pause(Duration length, Instant until) {}

  private final Map<UUID, Pause> pauses = new ConcurrentHashMap<>();

  /** Whether it is left alone at a moment. */
  boolean rests(UUID erasureId, Instant at) {
    var pause = pauses.get(erasureId);
    return pause != null && at.isBefore(pause.until());
  }

  /** It failed, perhaps again. */
  void failed(UUID erasureId, Instant at) {
    pauses.compute(
        erasureId,
        (id, before) -> {
          var length = before == null ? FIRST : before.length().multipliedBy(2);
          var most = length.compareTo(LONGEST) > 0 ? LONGEST : length;
          return new Pause(most, at.plus(most));
        });
  }

  /** It went on. */
  void wentOn(UUID erasureId) {
    pauses.remove(erasureId);
  }

  /** Forgets all but these. */
  void keep(Collection<UUID> erasureIds) {
    pauses.keySet().retainAll(erasureIds);
  }
}
