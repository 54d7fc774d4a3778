package com.geniinow.runtime.command.erasure;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * How long an erasure is left alone that failed: 1, 2, 4 … s, 5 minutes at most, if nobody says
 * otherwise. In memory alone: another process tries at once.
 */
final class Pauses {
  private final Duration first;
  private final Duration longest;

  private record Pause(Duration length, Instant until) {}

  private final Map<UUID, Pause> pauses = new ConcurrentHashMap<>();

  Pauses() {
    this(Duration.ofSeconds(1), Duration.ofMinutes(5));
  }

  /**
   * @param first after a failure; each is twice as long as the one before
   * @param longest none is longer
   */
  Pauses(Duration first, Duration longest) {
    this.first = first;
    this.longest = longest;
  }

  /** All that are left alone at a moment; whose pause is over for long begins anew. */
  Set<UUID> resting(Instant at) {
    pauses.values().removeIf(pause -> at.isAfter(pause.until().plus(longest)));
    return pauses.entrySet().stream()
        .filter(each -> at.isBefore(each.getValue().until()))
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

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
          var length = before == null ? first : before.length().multipliedBy(2);
          var most = length.compareTo(longest) > 0 ? longest : length;
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
