package com.geniinow.runtime.worker;

import com.geniinow.runtime.worker.client.HeldId;
import com.geniinow.runtime.worker.client.StartedAttempt;
import com.geniinow.runtime.worker.executor.Attempt;
import com.geniinow.runtime.worker.executor.Outcome;
import com.geniinow.runtime.worker.executor.TaskExecutors;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An attempt that this worker holds, from its start to the end of its report. It can be taken away
 * at any time by another thread; an executor at work is interrupted then, a report is not.
 */
final class HeldAttempt implements AutoCloseable {
  /** Why an attempt is no longer to be run. */
  enum Loss {
    /** It is not this worker's any more. */
    LEASE,
    /** The runtime has ended it: only what it used is still wanted. */
    STOPPED,
    /** The worker stops. */
    SHUTDOWN
  }

  private final StartedAttempt started;
  private final InstantSource clock;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Instant leaseEnd;
  private @Nullable Thread executing;
  private @Nullable Loss loss;

  HeldAttempt(StartedAttempt started, InstantSource clock) {
    this.started = started;
    this.clock = clock;
    this.leaseEnd = clock.instant().plus(started.lease());
  }

  Attempt attempt() {
    return started.attempt();
  }

  UUID taskId() {
    return started.attempt().taskId();
  }

  HeldId id() {
    return new HeldId(taskId(), started.attempt().number());
  }

  Duration lease() {
    return started.lease();
  }

  /**
   * Runs the attempt on this thread, which is not interrupted any more when this returns.
   *
   * @return null if it was given up on the way
   */
  @Nullable Outcome execute(TaskExecutors executors) {
    synchronized (this) {
      if (loss != null) {
        return null;
      }
      executing = Thread.currentThread();
    }
    try {
      return executors.execute(attempt());
    } catch (InterruptedException e) {
      return null;
    } finally {
      synchronized (this) {
        executing = null;
      }
      Thread.interrupted();
    }
  }

  /** Takes the attempt away; the first reason stays. */
  synchronized void lose(Loss reason) {
    if (loss == null) {
      loss = reason;
    }
    if (executing != null) {
      executing.interrupt();
    }
  }

  synchronized @Nullable Loss loss() {
    return loss;
  }

  void extend() {
    leaseEnd = clock.instant().plus(started.lease());
  }

  boolean isOver() {
    return !clock.instant().isBefore(leaseEnd);
  }

  /** Waits for the attempt's end; false if the time ran out before. */
  boolean awaitClosed(Duration time) throws InterruptedException {
    return closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
