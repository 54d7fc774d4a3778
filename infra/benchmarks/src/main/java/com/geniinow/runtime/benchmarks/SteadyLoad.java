package com.geniinow.runtime.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Submits so many tasks a second, the requests in turns, until it is closed. */
final class SteadyLoad implements AutoCloseable {
  private final int port;
  private final long pauseNanos;
  private final List<byte[]> requests;
  private final Thread thread;
  private volatile boolean closed;
  private volatile int accepted;
  private volatile @Nullable IOException failure;

  SteadyLoad(int port, int perSecond, List<byte[]> requests) {
    this.port = port;
    this.pauseNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
    this.requests = requests;
    this.thread = Thread.ofPlatform().name("steady-load").start(this::run);
  }

  private void run() {
    try (var connection = new HttpConnection(port)) {
      long next = System.nanoTime();
      for (var n = 0; !closed; n++) {
        var status = connection.send(requests.get(n % requests.size()));
        if (status != 202) {
          throw new IOException("a submission answered " + connection.body());
        }
        accepted = n + 1;
        next += pauseNanos;
        LockSupport.parkNanos(next - System.nanoTime());
      }
    } catch (IOException e) {
      failure = e;
    }
  }

  int accepted() {
    return accepted;
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    var why = failure;
    if (why != null) {
      throw new UncheckedIOException(why);
    }
  }
}
