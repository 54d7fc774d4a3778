package com.geniinow.runtime.platform.sealing;

import com.geniinow.runtime.platform.sealing.KeyTables.Gone;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Makes a process forget what others destroyed: before a key is given out, it was looked for that
 * within the last second. One query does for all keys that are held. While PostgreSQL can't be
 * asked no key is given out.
 */
final class DestroyedWatch {
  static final Duration EVERY = Duration.ofSeconds(1);

  /** Longer than a transaction that destroys may take to commit. */
  private static final Duration MARGIN = Duration.ofMinutes(1);

  /** The longest wait for whoever looks. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final KeyTables tables;
  private final KeyCache cache;
  private final Ticker ticker;
  private final ReentrantLock looking = new ReentrantLock();

  /** What the last look found: the next one finds most of it again. With the lock. */
  private Gone seen = Gone.NOTHING;

  private volatile long lookedAt;

  DestroyedWatch(KeyTables tables, KeyCache cache, Ticker ticker) {
    this.tables = tables;
    this.cache = cache;
    this.ticker = ticker;
    this.lookedAt = ticker.read();
  }

  /**
   * One thread asks for all.
   *
   * @throws KeysUnavailableException when it can't be asked
   */
  void look() {
    if (lookedLately()) {
      return;
    }
    enter();
    try {
      if (!lookedLately()) {
        long now = ticker.read();
        var gone = tables.destroyedWithin(Duration.ofNanos(now - lookedAt).plus(MARGIN));
        forget(gone);
        seen = gone;
        lookedAt = now;
      }
    } finally {
      looking.unlock();
    }
  }

  /** Only what is new: else each look would disturb those who read keys of the same agents. */
  private void forget(Gone gone) {
    var agents = new HashMap<>(gone.through());
    agents.entrySet().removeAll(seen.through().entrySet());
    var days = new HashSet<>(gone.days());
    days.removeAll(seen.days());
    cache.forget(agents);
    cache.forgetDays(days);
  }

  /** While PostgreSQL hangs, those who come behind each other don't wait for one another's wait. */
  private void enter() {
    try {
      if (!looking.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new KeysUnavailableException("whether keys were destroyed can't be asked");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KeysUnavailableException("interrupted while keys were asked for", e);
    }
  }

  private boolean lookedLately() {
    return ticker.read() - lookedAt < EVERY.toNanos();
  }
}
