package com.geniinow.runtime.queue;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Spares callers the time-out while Redis hangs: after a failure one caller at a time tries, so
 * that the others get at once the failure that this one has to wait for.
 */
public final class Breaker {
  private static final long BETWEEN_TRIES = Duration.ofMillis(250).toNanos();
  private static final long CLOSED = 0;

  private final LongSupplier nanoTime;
  private final AtomicLong nextTry = new AtomicLong(CLOSED);

  /**
   * @param nanoTime as {@link System#nanoTime}
   */
  public Breaker(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Whether this caller may go on; of many that ask during an outage one may, now and then. */
  public boolean mayTry() {
    long due = nextTry.get();
    if (due == CLOSED) {
      return true;
    }
    long now = nanoTime.getAsLong();
    return now - due >= 0 && nextTry.compareAndSet(due, later(now));
  }

  /** Redis answered: everybody may go on. */
  public void answered() {
    if (nextTry.get() != CLOSED) {
      nextTry.set(CLOSED);
    }
  }

  /** Redis failed or timed out: one caller at a time tries from now on. */
  public void failed() {
    nextTry.set(later(nanoTime.getAsLong()));
  }

  private static long later(long now) {
    long due = now + BETWEEN_TRIES;
    return due == CLOSED ? 1 : due;
  }
}
