package com.geniinow.runtime.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The resident memory of a process, looked at ten times a second until it is closed. */
final class MemoryWatch implements AutoCloseable {
  private final Path status;
  private final List<Long> kilobytes = Collections.synchronizedList(new ArrayList<>());
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());

  MemoryWatch(long pid) {
    status = Path.of("/proc", Long.toString(pid), "status");
    looks.scheduleAtFixedRate(this::look, 0, 100, TimeUnit.MILLISECONDS);
  }

  private void look() {
    try (var lines = Files.lines(status)) {
      lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .forEach(kilobytes::add);
    } catch (IOException e) {
      // It has ended.
    }
  }

  double peakMegabytes() {
    synchronized (kilobytes) {
      return kilobytes.stream().mapToLong(k -> k).max().orElse(0) / 1024.0;
    }
  }

  /** Megabytes by which the peak lies above that of the first quarter of the time. */
  double growthAfterFirstQuarter() {
    synchronized (kilobytes) {
      long early =
          kilobytes.stream().limit(kilobytes.size() / 4 + 1).mapToLong(k -> k).max().orElse(0);
      return peakMegabytes() - early / 1024.0;
    }
  }

  @Override
  public void close() {
    looks.shutdownNow();
  }
}
