package com.geniinow.runtime.command.stream;

import com.geniinow.runtime.platform.security.Caller;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A stream that somebody has open: what was passed on to it and waits to be written. It holds a few
 * events only; where its client is too slow for them it is let fall behind, and reads the store by
 * itself until it has caught up. Safe for threads.
 */
final class OpenStream {
  /** Events that wait to be written. */
  static final int MOST = 256;

  private final Caller caller;
  private final Heard heard;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<SentEvent> waiting = new ArrayDeque<>();
  private @Nullable Instant until;
  private boolean live;
  private boolean ended;
  private boolean nudged;

  /**
   * @param until when what the caller was let in by ends; null for never
   */
  OpenStream(Caller caller, Heard heard, @Nullable Instant until) {
    this.caller = caller;
    this.heard = heard;
    this.until = until;
  }

  Caller caller() {
    return caller;
  }

  Heard heard() {
    return heard;
  }

  /** From now on it is given what happens. */
  void goLive() {
    lock.lock();
    try {
      live = true;
    } finally {
      lock.unlock();
    }
  }

  /** Takes an event up; whether it is still live. */
  boolean offer(SentEvent event) {
    lock.lock();
    try {
      if (live && waiting.size() == MOST) {
        live = false;
      }
      if (live) {
        waiting.add(event);
      }
      changed.signal();
      return live;
    } finally {
      lock.unlock();
    }
  }

  /** Whether it is given what happens, and has written all of it. */
  boolean isUpToDate() {
    lock.lock();
    try {
      return live && waiting.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Whether it must read by itself what comes next. */
  boolean isBehind() {
    lock.lock();
    try {
      return !live && waiting.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** What waits to be written; waits for it, but not for longer than that, nor beyond the end. */
  List<SentEvent> take(long nanos) throws InterruptedException {
    lock.lock();
    try {
      long left = nanos;
      while (live && !ended && !nudged && waiting.isEmpty() && left > 0) {
        left = changed.awaitNanos(left);
      }
      nudged = false;
      var taken = List.copyOf(waiting);
      waiting.clear();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /** It must end now. */
  void end() {
    lock.lock();
    try {
      ended = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** It must end at that moment at the latest. */
  void endBy(Instant moment) {
    lock.lock();
    try {
      if (until == null || moment.isBefore(until)) {
        until = moment;
        nudged = true;
      }
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  boolean isEnded() {
    lock.lock();
    try {
      return ended;
    } finally {
      lock.unlock();
    }
  }

  /** When it must end; null for never. */
  @Nullable Instant until() {
    lock.lock();
    try {
      return until;
    } finally {
      lock.unlock();
    }
  }
}
