package com.geniinow.runtime.queue;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who waits for work. What comes after it was made is not missed: make it, claim, and wait
 * only if there was nothing. For one thread.
 */
public final class WorkWait implements AutoCloseable {
  private final WorkSignal signal;
  private final WantedWork wanted;
  private final Semaphore sign = new Semaphore(0);
  private @Nullable Runnable unused;

  WorkWait(WorkSignal signal, WantedWork wanted) {
    this.signal = signal;
    this.wanted = wanted;
  }

  /**
   * Waits until there may be work; work that other tools queued gives no sign, so claim now and
   * then without one.
   *
   * @return false when the time ran out, or waiting was ended for all
   * @throws InterruptedException if the thread was interrupted
   */
  public boolean await(Duration longest) throws InterruptedException {
    var woken = sign.tryAcquire(Math.max(1, longest.toMillis()), TimeUnit.MILLISECONDS);
    synchronized (this) {
      var isSign = unused != null;
      unused = null;
      sign.drainPermits();
      return woken && isSign;
    }
  }

  /** True if it takes the sign: it wants such work, and has no sign yet. */
  synchronized boolean offer(String queue, Set<String> types, Runnable another) {
    if (unused != null || !wanted.isIn(queue, types)) {
      return false;
    }
    unused = another;
    sign.release();
    return true;
  }

  void end() {
    sign.release();
  }

  /** A sign that came too late is for the next one. */
  @Override
  public void close() {
    signal.leave(this);
    Runnable another;
    synchronized (this) {
      another = unused;
      unused = null;
    }
    if (another != null) {
      another.run();
    }
  }
}
