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
 * it says nothing. Where events come in masses each look may have more to find: what is done once
 * for all of them is then done less often.
 */
final class ReadingPace implements AutoCloseable {
  /** Between two looks, however many events there are. */
  static final Duration SHORTEST = Duration.ofMillis(50);

  /**
   * Of a look's pause for each event that it found: looks get longer from 250 events a second on.
   */
  private static final Duration FOR_EACH = Duration.ofMillis(4);

  /** Between two looks of its own at most. */
  static final Duration LONGEST = Duration.ofSeconds(1);

  private final Runnable look;
  private final LongSupplier nanos;
  private final Later later;
  private final @Nullable ScheduledExecutorService thread;
  private final long busiest;
  private long lastLook;
  private long pause = LONGEST.toNanos();

  /** After a look, however much is expected. */
  private long least = SHORTEST.toNanos();

  /** When the look that is planned comes; nothing where none is. */
  private @Nullable Long planned;

  /** What does something after so many nanoseconds. */
  interface Later {
    void run(Runnable what, long nanos);
  }

  /**
   * @param name of the thread that looks
   * @param busiest between two looks at most where events come in masses
   */
  ReadingPace(String name, Duration busiest, Runnable look) {
    this.look = look;
    this.busiest = busiest.toNanos();
    this.nanos = System::nanoTime;
    var timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name(name).daemon().factory());
    this.thread = timer;
    this.later = (what, wait) -> timer.schedule(what, wait, TimeUnit.NANOSECONDS);
    this.lastLook = nanos.getAsLong() - LONGEST.toNanos();
  }

  ReadingPace(Runnable look, Duration busiest, LongSupplier nanos, Later later) {
    this.look = look;
    this.busiest = busiest.toNanos();
    this.nanos = nanos;
    this.later = later;
    this.thread = null;
    this.lastLook = nanos.getAsLong() - LONGEST.toNanos();
  }

  /** There are new events, or will be in a moment. */
  synchronized void expect() {
    pause = least;
    plan();
  }

  /** Somebody looked, and found so many events. */
  synchronized void wasRead(int found) {
    lastLook = nanos.getAsLong();
    // After masses as after few: what another process commits next is not to wait for a second.
    long before = least > SHORTEST.toNanos() ? SHORTEST.toNanos() : pause;
    least = Math.clamp(found * FOR_EACH.toNanos(), SHORTEST.toNanos(), busiest);
    pause = found > 0 ? least : Math.min(2 * before, LONGEST.toNanos());
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
