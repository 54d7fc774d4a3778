package com.geniinow.runtime.command.store;

import java.util.Collection;
import java.util.HashSet;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * Numbers that an event may still come under, each with the transactions that may have drawn it.
 * Forgetting one is harmless: it is doubted anew.
 */
final class Doubts {
  /** More than this are forgotten at once. */
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
    if (suspects.size() + settled.size() > MOST) {
      suspects.clear();
      settled.clear();
    }
    suspects.putIfAbsent(number, ANYBODY);
  }

  /**
   * Drops whoever is no writer any more.
   *
   * @param gaps numbers that were missing before {@code writers} were asked for
   * @return those that nobody has left: what is not seen by a look after this never will be
   */
  synchronized Set<Long> narrow(Collection<Long> gaps, Writers writers) {
    gaps.forEach(this::begin);
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

  /** Nothing came under it, and nothing will. */
  synchronized void settle(long number) {
    if (suspects.remove(number) != null) {
      settled.add(number);
    }
  }

  /** What was doubted has come. */
  synchronized void came(long number) {
    suspects.remove(number);
  }
}
