package com.geniinow.runtime.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * So many clients, each with a connection of its own, each sending its next request when it has the
 * answer to the one before; a patient one when it has waited for as long as that asks it to.
 */
final class ClosedLoop {
  /** How often one who waits looks whether it has to end. */
  private static final long LOOK_NANOS = Duration.ofMillis(100).toNanos();

  private final int port;
  private final int clients;
  private final Supplier<byte[]> requests;
  private final boolean patient;

  /**
   * @param requests called by all clients at once
   */
  ClosedLoop(int port, int clients, Supplier<byte[]> requests) {
    this(port, clients, requests, false);
  }

  private ClosedLoop(int port, int clients, Supplier<byte[]> requests, boolean patient) {
    this.port = port;
    this.clients = clients;
    this.requests = requests;
    this.patient = patient;
  }

  /** Clients that wait as {@code Retry-After} says, until they have to end. */
  ClosedLoop patient() {
    return new ClosedLoop(port, clients, requests, true);
  }

  /** What came of it: latencies in microseconds, answers by status, seconds it took. */
  record Result(Latencies latencies, TreeMap<Integer, Long> statuses, double seconds) {
    /** How many answers had this status. */
    long count(int status) {
      return statuses.getOrDefault(status, 0L);
    }
  }

  /** Runs for this long, then waits for the last answers. */
  Result run(Duration duration) {
    long end = System.nanoTime() + duration.toNanos();
    return runWhile(() -> System.nanoTime() < end);
  }

  /** Sends so many requests, then waits for the last answers. */
  Result run(int count) {
    var left = new AtomicInteger(count);
    return runWhile(() -> left.getAndDecrement() > 0);
  }

  private Result runWhile(BooleanSupplier goesOn) {
    var latencies = new Latencies();
    var statuses = new TreeMap<Integer, Long>();
    List<RuntimeException> failures = new ArrayList<>();
    long start = System.nanoTime();
    List<Thread> threads = new ArrayList<>();
    for (var i = 0; i < clients; i++) {
      threads.add(
          Thread.ofPlatform()
              .name("client-" + i)
              .start(
                  () -> {
                    try {
                      var mine = client(goesOn);
                      synchronized (statuses) {
                        latencies.add(mine.latencies());
                        mine.statuses().forEach((s, n) -> statuses.merge(s, n, Long::sum));
                      }
                    } catch (IOException e) {
                      synchronized (statuses) {
                        failures.add(new UncheckedIOException(e));
                      }
                    }
                  }));
    }
    for (Thread thread : threads) {
      join(thread);
    }
    if (!failures.isEmpty()) {
      throw failures.get(0);
    }
    return new Result(latencies, statuses, (System.nanoTime() - start) / 1e9);
  }

  private Result client(BooleanSupplier goesOn) throws IOException {
    var latencies = new Latencies();
    var statuses = new TreeMap<Integer, Long>();
    try (var connection = new HttpConnection(port)) {
      while (goesOn.getAsBoolean()) {
        long from = System.nanoTime();
        var status = connection.send(requests.get());
        latencies.record(System.nanoTime() - from);
        statuses.merge(status, 1L, Long::sum);
        if (patient) {
          rest(connection.retryAfter(), goesOn);
        }
      }
    }
    return new Result(latencies, statuses, 0);
  }

  private static void rest(int seconds, BooleanSupplier goesOn) {
    long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    for (long left; (left = end - System.nanoTime()) > 0 && goesOn.getAsBoolean(); ) {
      LockSupport.parkNanos(Math.min(left, LOOK_NANOS));
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
