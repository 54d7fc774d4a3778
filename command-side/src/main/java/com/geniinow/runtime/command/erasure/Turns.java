package com.geniinow.runtime.command.erasure;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Work of agents that may be more than there is time for: where a turn ends before all of it was
 * looked at, the next one begins with those who had none. In memory alone: another process begins
 * with the first.
 *
 * @param <T> what is to be done, of one agent
 */
final class Turns<T> {
  /** Agents that are remembered; once there are more, all come again. */
  static final int MOST = 10_000;

  private final Function<T, UUID> whose;
  private final int limit;
  private final Set<UUID> served = ConcurrentHashMap.newKeySet();

  /**
   * @param limit so many are found at a turn; where fewer are, there are no others
   */
  Turns(Function<T, UUID> whose, int limit) {
    this.whose = whose;
    this.limit = limit;
  }

  /**
   * Does what is due, to the end or until its time is spent.
   *
   * @param due finds what there is of agents other than these
   * @param isSpent asked before each
   * @param work whether it did something
   * @return of how many it did
   */
  long take(Function<Set<UUID>, List<T>> due, BooleanSupplier isSpent, Predicate<T> work) {
    var all = due.apply(Set.copyOf(served));
    if (all.isEmpty() && !served.isEmpty()) {
      served.clear();
      all = due.apply(Set.of());
    }
    long did = 0;
    Set<UUID> looked = new HashSet<>();
    var isAll = false;
    try {
      for (var each : all) {
        if (isSpent.getAsBoolean()) {
          return did;
        }
        looked.add(whose.apply(each));
        if (work.test(each)) {
          did++;
        }
      }
      isAll = all.size() < limit;
      return did;
    } finally { // also where one of them ends the turn
      if (isAll) {
        served.clear();
      } else {
        remember(looked);
      }
    }
  }

  private void remember(Set<UUID> looked) {
    if (served.size() > MOST) {
      served.clear();
    }
    served.addAll(looked);
  }
}
