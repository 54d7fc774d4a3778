package com.geniinow.runtime.worker;

import com.geniinow.runtime.worker.HeldAttempt.Loss;
import com.geniinow.runtime.worker.client.Beat;
import com.geniinow.runtime.worker.client.CommandSideClient;
import com.geniinow.runtime.worker.client.CommandSideUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps all attempts of this worker, in one request at a third of their lease, so that two beats
 * may get lost. The command side alone decides whose an attempt is.
 */
final class Heartbeats implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Heartbeats.class);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final CommandSideClient commandSide;
  private final Set<HeldAttempt> held = new LinkedHashSet<>();
  private boolean begun;
  private boolean closed;

  Heartbeats(CommandSideClient commandSide) {
    this.commandSide = commandSide;
  }

  /** Keeps an attempt until it is let go. */
  synchronized void keep(HeldAttempt attempt) {
    held.add(attempt);
    if (!begun) {
      begun = true;
      Thread.ofVirtual().name("heartbeats").start(this::run);
    }
    notifyAll();
  }

  synchronized void letGo(HeldAttempt attempt) {
    held.remove(attempt);
  }

  private void run() {
    try {
      for (var due = due(); !due.isEmpty(); due = due()) {
        for (var from = 0; from < due.size(); from += CommandSideClient.MOST) {
          beat(due.subList(from, Math.min(due.size(), from + CommandSideClient.MOST)));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until a beat is due; none once this is closed. */
  private synchronized List<HeldAttempt> due() throws InterruptedException {
    var began = System.nanoTime();
    while (!closed) {
      if (held.isEmpty()) {
        wait(LONGEST_PAUSE.toMillis());
        began = System.nanoTime();
        continue;
      }
      var left = began + interval().toNanos() - System.nanoTime();
      if (left <= 0) {
        return new ArrayList<>(held);
      }
      wait(Math.max(1, left / 1_000_000));
    }
    return List.of();
  }

  private Duration interval() {
    return held.stream()
        .map(HeldAttempt::lease)
        .min(Duration::compareTo)
        .map(lease -> lease.dividedBy(3))
        .orElse(LONGEST_PAUSE);
  }

  private void beat(List<HeldAttempt> attempts) throws InterruptedException {
    try {
      var beats = commandSide.heartbeat(attempts.stream().map(HeldAttempt::id).toList());
      for (var n = 0; n < attempts.size(); n++) {
        heard(attempts.get(n), beats.get(n));
      }
    } catch (CommandSideUnavailableException e) {
      for (var attempt : attempts) {
        if (attempt.isOver()) {
          log.warn("Task {}: its lease ran out unheard; giving it up", attempt.taskId());
          attempt.lose(Loss.LEASE);
        }
      }
    } catch (RuntimeException e) {
      log.error("A heartbeat failed; going on", e);
    }
  }

  private static void heard(HeldAttempt attempt, Beat beat) {
    switch (beat) {
      case GOES_ON -> attempt.extend();
      case STOP -> {
        log.info("Task {} is to stop; saying what it used", attempt.taskId());
        attempt.lose(Loss.STOPPED);
      }
      case LOST -> {
        log.info("Task {} is no longer this worker's; giving it up", attempt.taskId());
        attempt.lose(Loss.LEASE);
      }
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }
}
