package com.geniinow.runtime.command.background;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Runs the jobs of this process, on one thread, from its start to its end; then once more. */
@Component
class ProcessJobs implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(ProcessJobs.class);

  private final List<ProcessJob> jobs;
  private volatile @Nullable ScheduledExecutorService thread;

  ProcessJobs(List<ProcessJob> jobs) {
    this.jobs = jobs;
  }

  @Override
  public void start() {
    var started =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("process-jobs").factory());
    for (var job : jobs) {
      long every = job.every().toMillis();
      started.scheduleWithFixedDelay(() -> run(job), every, every, TimeUnit.MILLISECONDS);
    }
    thread = started;
  }

  /** A scheduled task that threw would not be run again. */
  private static void run(ProcessJob job) {
    try {
      job.run();
    } catch (RuntimeException e) {
      log.debug("{} failed", job.getClass().getSimpleName(), e);
    }
  }

  @Override
  public void stop() {
    var running = thread;
    if (running == null) {
      return;
    }
    running.shutdown();
    try {
      if (running.awaitTermination(5, TimeUnit.SECONDS)) {
        jobs.forEach(ProcessJobs::run);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    thread = null;
  }

  @Override
  public boolean isRunning() {
    return thread != null;
  }

  /** Between the tests of one JVM it goes on. */
  @Override
  public boolean isPauseable() {
    return false;
  }
}
