package com.geniinow.runtime.command.store;

import java.util.HashSet;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Numbers that an event may still come under, each with the transactions that may have drawn it.
 * All readers of a process share one. Forgetting a doubt is harmless: it is doubted anew; settling
 * one wrongly loses an event for good, so writers are asked for, and looks are noted, one at a
 * time.
 */
final class Doubts {
  /** With more than this all are forgotten that whoever asks now has no doubt about. */
  private static final int MOST = 50_000;

  /** What nobody was asked about yet. */
  private static final Set<String> ANYBODY = Set.of("anybody");

  private final NavigableMap<Long, Set<String>> suspects = new TreeMap<>();
  private final Set<Long> settled = new HashSet<>();

  /** Whether nothing will ever come under this number. */
  synchronized boolean isSettled(long number) {
    return settled.contains(number);
  }

  /** Whether a number beyond this one is doubted. */
  synchronized boolean any(long beyond) {
    return suspects.higherKey(beyond) != null;
  }

  /** Doubts a number from now on; who may have drawn it is asked for later. */
  synchronized void begin(long number) {
    suspects.putIfAbsent(number, ANYBODY);
  }

  /**
   * Drops whoever is no writer any more. Writers are asked for here, where no doubt can begin
   * meanwhile: an answer from before a doubt began would acquit whoever began to write in between.
   *
   * @param gaps numbers that are missing by now
   * @param now asks who writes
   * @return those that nobody has left: what is not seen by a look after this never will be
   */
  synchronized Set<Long> narrow(Set<Long> gaps, Supplier<Writers> now) {
    if (suspects.size() + settled.size() > MOST) {
      settled.clear();
      suspects.keySet().retainAll(gaps);
    }
    gaps.forEach(this::begin);
    var writers = now.get();
    Set<Long> free = new HashSet<>();
    suspects.replaceAll((number, known) -> left(known, writers));
    suspects.forEach(
        (number, left) -> {
          if (left.isEmpty()) {
            free.add(number);
          }
        });
    return free;
  }

  private static Set<String> left(Set<String> known, Writers writers) {
    if (writers.prepared()) {
      return ANYBODY;
    }
    if (known.equals(ANYBODY)) {
      return writers.open();
    }
    if (writers.open().containsAll(known)) {
      return known;
    }
    Set<String> left = new HashSet<>(known);
    left.retainAll(writers.open());
    return left;
  }

  /**
   * Notes what a look after {@link #narrow} found. What came is no doubt any more, and is never
   * settled, whatever another reader doubts at the same time; of the rest nothing will come under
   * those that were free.
   *
   * @param gaps what was looked for
   * @param free what {@link #narrow} answered
   * @param found those of the gaps that were there
   */
  synchronized void looked(Set<Long> gaps, Set<Long> free, Set<Long> found) {
    for (long gap : gaps) {
      if (found.contains(gap)) {
        suspects.remove(gap);
      } else if (free.contains(gap) && suspects.remove(gap) != null) {
        settled.add(gap);
      }
    }
  }

  /** What was doubted has come. */
  synchronized void came(long number) {
    suspects.remove(number);
  }
}
