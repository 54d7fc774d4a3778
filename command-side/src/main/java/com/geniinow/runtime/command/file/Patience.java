package com.geniinow.runtime.command.file;

import java.time.Duration;

/** How long somebody still waits, by the process's own clock. */
final class Patience {
  private final long until;

  private Patience(long until) {
    this.until = until;
  }

  static Patience of(Duration time) {
    return new Patience(System.nanoTime() + time.toNanos());
  }

  /** Nanoseconds; 0 or less when it is over. */
  long left() {
    return until - System.nanoTime();
  }

  boolean isOver() {
    return left() <= 0;
  }
}
