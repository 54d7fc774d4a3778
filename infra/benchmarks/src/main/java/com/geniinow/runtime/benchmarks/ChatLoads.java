package com.geniinow.runtime.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Several clients that chat at a rate together, whether the calls before have been answered or not,
 * and what they came to over all runs. Whose a call is is drawn: if each client had its turn, one's
 * next call would begin in the very moment in which its last one ends, wherever the turn is as long
 * as a call, and the two would wait for each other each time.
 */
final class ChatLoads {
  private static final long SEED = 11;

  private final List<ChatLoad> clients;
  private final Random random = new Random(SEED);
  private final Latencies first = new Latencies();
  private final Latencies gaps = new Latencies();
  private final AtomicInteger failed = new AtomicInteger();

  ChatLoads(List<ChatLoad> clients) {
    this.clients = clients;
  }

  /** Runs to the end of the last call. */
  void run(int perSecond, Duration time) {
    var calls = (int) (perSecond * time.toSeconds());
    var done = new CountDownLatch(calls);
    long start = System.nanoTime();
    for (var n = 0; n < calls; n++) {
      long due = start + n * TimeUnit.SECONDS.toNanos(1) / perSecond;
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      var client = clients.get(random.nextInt(clients.size()));
      Thread.ofVirtual().start(() -> call(client, done));
    }
    try {
      done.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void call(ChatLoad client, CountDownLatch done) {
    try {
      client.call(first, gaps);
    } catch (IOException | RuntimeException e) {
      failed.incrementAndGet();
    } finally {
      done.countDown();
    }
  }

  Latencies first() {
    return first;
  }

  Latencies gaps() {
    return gaps;
  }

  long calls() {
    return first.count();
  }

  int failed() {
    return failed.get();
  }
}
