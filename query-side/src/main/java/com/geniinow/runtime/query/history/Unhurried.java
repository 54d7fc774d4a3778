package com.geniinow.runtime.query.history;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** Work that nobody waits for: after each piece it leaves the core to others for a while. */
final class Unhurried {
  /** How many times as long as a piece took: a twenty-fifth of a core, but for long pieces. */
  static final int REST = 24;

  /** After a piece that took very long. */
  static final Duration LONGEST_REST = Duration.ofSeconds(2);

  private final LongSupplier nanos;
  private final LongConsumer rest;

  Unhurried() {
    this(System::nanoTime, LockSupport::parkNanos);
  }

  /**
   * By another clock.
   *
   * @param rest rests for so many nanoseconds
   */
  Unhurried(LongSupplier nanos, LongConsumer rest) {
    this.nanos = nanos;
    this.rest = rest;
  }

  /** Does all of it, unless its thread is told to stop. */
  <T> void each(List<T> pieces, Consumer<T> work) {
    for (var piece : pieces) {
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
      long from = nanos.getAsLong();
      work.accept(piece);
      rest.accept(Math.min((nanos.getAsLong() - from) * REST, LONGEST_REST.toNanos()));
    }
  }
}
