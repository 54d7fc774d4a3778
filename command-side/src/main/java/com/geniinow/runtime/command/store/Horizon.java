package com.geniinow.runtime.command.store;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The position up to which nothing will be committed any more. It moves over numbers that can be
 * seen one behind the other; where one is missing it waits until every transaction has ended that
 * wrote when it was seen to be missing ({@link Writers}), and a look after that decides. Not for
 * several threads at once.
 */
final class Horizon {
  /** Numbers that are looked at in one step. */
  static final int STEP = 200;

  private static final long UNKNOWN = -1;

  private long settled = UNKNOWN;
  private @Nullable Doubt doubt;

  /** Where the numbers are. Each answer is as of its own moment. */
  interface Numbers {
    /** The highest that can be seen; 0 where there is none. */
    long last();

    /** Those behind a number in their order, {@link #STEP} at most. */
    List<Long> after(long number);

    /** Who writes. */
    Writers writers();
  }

  /** Whether it is known. */
  boolean isKnown() {
    return settled != UNKNOWN;
  }

  /** The position, once it is known. */
  long settled() {
    return settled;
  }

  /** Whether something below what can be seen may still come. */
  boolean isWaiting() {
    return doubt != null;
  }

  /** Forgets where it was. */
  void forget() {
    settled = UNKNOWN;
    doubt = null;
  }

  /**
   * One look; whether another one at once would find more. The first one begins behind all that is
   * there, once whoever writes has ended.
   */
  boolean step(Numbers numbers) {
    var known = doubt == null ? null : doubt.without(numbers.writers());
    doubt = known;
    var isFree = known != null && known.isFree();
    if (!isKnown()) {
      return begin(numbers, isFree);
    }
    var seen = numbers.after(settled);
    long to = settled;
    if (known != null && isFree) {
      to = seen.size() < STEP ? known.reach() : Math.min(known.reach(), seen.getLast());
    }
    for (long number : seen) {
      if (number == to + 1) {
        to = number;
      }
    }
    settled = to;
    if (known != null && known.reach() <= to) {
      doubt = null;
    }
    if (seen.isEmpty() || seen.getLast() <= to) {
      return seen.size() == STEP;
    }
    if (doubt == null) {
      doubt = new Doubt(seen.getLast(), open(numbers.writers()));
    }
    return doubt.isFree();
  }

  private boolean begin(Numbers numbers, boolean isFree) {
    if (doubt == null) {
      // First the number, then who writes: whoever drew one below it is among them or has ended.
      long last = numbers.last();
      doubt = new Doubt(last, open(numbers.writers()));
      isFree = doubt.isFree();
    }
    if (isFree) {
      settled = doubt.reach();
      doubt = null;
    }
    return isFree;
  }

  /** Null for anybody: a commit in two phases changes the id of its transaction. */
  private static @Nullable Set<String> open(Writers writers) {
    return writers.prepared() ? null : writers.open();
  }

  /**
   * Numbers up to one that may still come.
   *
   * @param writers who may bring them; null for anybody
   */
  private record Doubt(long reach, @Nullable Set<String> writers) {
    boolean isFree() {
      return writers != null && writers.isEmpty();
    }

    Doubt without(Writers now) {
      if (now.prepared()) {
        return new Doubt(reach, null);
      }
      if (writers == null) {
        return new Doubt(reach, now.open());
      }
      var left = new HashSet<>(writers);
      left.retainAll(now.open());
      return new Doubt(reach, left);
    }
  }
}
