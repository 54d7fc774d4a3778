package com.geniinow.runtime.worker;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether something the worker needs is unavailable just now; told in the log once, not once per
 * try.
 */
final class Outage {
  private static final Logger log = LoggerFactory.getLogger(Outage.class);

  private final String what;
  private final Backoff backoff;
  private final AtomicBoolean on = new AtomicBoolean();
  private final AtomicBoolean pauseDue = new AtomicBoolean();
  private final AtomicInteger pauses = new AtomicInteger();

  Outage(String what, Backoff backoff) {
    this.what = what;
    this.backoff = backoff;
  }

  void failed(Exception e) {
    pauseDue.set(true);
    if (on.compareAndSet(false, true)) {
      String cause = e.getCause() == null ? "" : " (" + e.getCause().getMessage() + ")";
      log.warn("{} is away: {}{}; trying on", what, e.getMessage(), cause);
    }
  }

  void recovered() {
    if (on.compareAndSet(true, false)) {
      pauses.set(0);
      pauseDue.set(false);
      log.info("{} is back", what);
    }
  }

  boolean isOn() {
    return on.get();
  }

  /** True once after each failure: leave it alone for {@link #nextPause} then. */
  boolean isPauseDue() {
    return pauseDue.getAndSet(false);
  }

  /** How long to leave it alone before the next try. */
  Duration nextPause() {
    return backoff.delay(pauses.getAndIncrement());
  }
}
