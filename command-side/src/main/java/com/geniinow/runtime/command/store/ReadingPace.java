package com.geniinow.runtime.command.store;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When the next look for events is worth its cost: at once where one is expected, {@link #SHORTEST}
 * after one was found, and twice as long after each look that found none. From {@link #LONGEST} on
 * it says nothing.
 */
final class ReadingPace implements AutoCloseable {
  /** Between two looks, however many events there are. */
  static final Duration SHORTEST = Duration.ofMillis(50);

  /** Between two looks of its own at most. */
  static final Duration LONGEST = Duration.ofSeconds(1);

  private final Runnable look;
  private final LongSupplier nanos;
  private final Later later;
  private final @Nullable ScheduledExecutorService thread;
  private long lastLook;
  private long pause = LONGEST.toNanos();

  /** When the look that is planned comes; nothing where none is. */
  private @Nullable Long planned;

  /** What does something after so many nanoseconds. */
  interface Later {
    void run(Runnable what, long nanos);
  }

  /**
   * @param name of the thread that looks
   */
  ReadingPace(String name, Runnable look) {
    this.look = look;
    this.nanos = System::nanoTime;
    var timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name(name).daemon().factory());
    this.thread = timer;
    this.later = (what, wait) -> timer.schedule(what, wait, TimeUnit.NANOSECONDS);
    this.lastLook = nanos.getAsLong() - LONGEST.toNanos();
  }

  ReadingPace(Runnable look, LongSupplier nanos, Later later) {
    this.look = look;
    this.nanos = nanos;
    this.later = later;
    this.thread = null;
    this.lastLook = nanos.getAsLong() - LONGEST.toNanos();
  }

  /** There are new events, or will be in a moment. */
  synchronized void expect() {
    pause = SHORTEST.toNanos();
    plan();
  }

  /** Somebody looked, and found something or not. */
  synchronized void wasRead(boolean found) {
    lastLook = nanos.getAsLong();
    pause = found ? SHORTEST.toNanos() : Math.min(2 * pause, LONGEST.toNanos());
    if (pause < LONGEST.toNanos()) {
      plan();
    }
  }

  private void plan() {
    long now = nanos.getAsLong();
    long at = Math.max(now, lastLook + pause);
    if (planned != null && planned - at <= 0) {
      return; // comes soon enough
    }
    planned = at;
    try {
      later.run(() -> planned(at), at - now);
    } catch (RejectedExecutionException e) {
      planned = null; // closed
    }
  }

  private void planned(long at) {
    synchronized (this) {
      if (planned == null || planned != at) {
        return; // another came before it
      }
      planned = null;
      lastLook = nanos.getAsLong();
    }
    look.run();
  }

  @Override
  public void close() {
    if (thread != null) {
      thread.shutdownNow();
    }
  }
}
