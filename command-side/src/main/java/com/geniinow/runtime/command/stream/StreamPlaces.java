package com.geniinow.runtime.command.stream;

import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.security.Caller;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** How many streams are open, of each caller and of all. Not for several threads at once. */
final class StreamPlaces {
  private static final Duration SHORTLY = Duration.ofSeconds(5);

  private final StreamSettings settings;
  private final Map<String, Integer> byCaller = new HashMap<>();
  private int all;

  StreamPlaces(StreamSettings settings) {
    this.settings = settings;
  }

  /**
   * Takes a place.
   *
   * @return whether it is the first one
   * @throws ProblemException 429 where as many are open as may
   */
  boolean take(Caller caller) {
    int own = byCaller.getOrDefault(key(caller), 0);
    if (own >= settings.perCaller()) {
      throw ProblemException.rateLimited(
          "As many streams of this caller are open as may: %d.".formatted(settings.perCaller()),
          SHORTLY);
    }
    if (all >= settings.most()) {
      throw ProblemException.rateLimited(
          "As many streams are open in this process as may: %d.".formatted(settings.most()),
          SHORTLY);
    }
    byCaller.put(key(caller), own + 1);
    all++;
    return all == 1;
  }

  /** Gives it back; whether it was the last one. */
  boolean giveBack(Caller caller) {
    byCaller.computeIfPresent(key(caller), (key, own) -> own == 1 ? null : own - 1);
    all--;
    return all == 0;
  }

  private static String key(Caller caller) {
    return caller.role().claim() + ":" + caller.subject();
  }
}
