package com.geniinow.runtime.command.file;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The places for uploads in this process. No agent may have all of them: who has its share waits
 * outside, for a bounded time, before anything of the form is read.
 */
final class UploadPlaces {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition left = lock.newCondition();
  private final Map<UUID, Integer> within = new HashMap<>();
  private final Map<UUID, Integer> outside = new HashMap<>();
  private int allWithin;
  private int allOutside;

  /** Takes a place; false when there was none in time, or too many wait for one. */
  boolean enter(UUID agentId, Patience patience) {
    lock.lock();
    try {
      if (!isFree(agentId) && !waited(agentId, patience)) {
        return false;
      }
      within.merge(agentId, 1, Integer::sum);
      allWithin++;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Gives a place back. */
  void leave(UUID agentId) {
    lock.lock();
    try {
      drop(within, agentId);
      allWithin--;
      left.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private boolean isFree(UUID agentId) {
    return allWithin < FileLimits.AT_ONCE
        && within.getOrDefault(agentId, 0) < FileLimits.AT_ONCE_OF_ONE;
  }

  private boolean waited(UUID agentId, Patience patience) {
    if (allOutside >= FileLimits.WAITING
        || outside.getOrDefault(agentId, 0) >= FileLimits.WAITING_OF_ONE) {
      return false;
    }
    outside.merge(agentId, 1, Integer::sum);
    allOutside++;
    try {
      long nanos = patience.left();
      while (!isFree(agentId) && nanos > 0) {
        nanos = left.awaitNanos(nanos);
      }
      return isFree(agentId);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      drop(outside, agentId);
      allOutside--;
    }
  }

  private static void drop(Map<UUID, Integer> counts, UUID agentId) {
    counts.computeIfPresent(agentId, (id, count) -> count == 1 ? null : count - 1);
  }
}
