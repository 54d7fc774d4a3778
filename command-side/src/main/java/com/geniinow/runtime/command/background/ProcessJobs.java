package com.geniinow.runtime.command.background;

import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.stereotype.Component;

/** Runs the jobs of this process, on one thread, from its start to its end; then once more. */
@Component
class ProcessJobs implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(ProcessJobs.class);
  private static final Duration LAST_RUN = Duration.ofSeconds(5);

  private final List<ProcessJob> jobs;
  private final ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
  private volatile boolean running;

  ProcessJobs(List<ProcessJob> jobs) {
    this.jobs = jobs;
    scheduler.setThreadNamePrefix("process-jobs-");
    scheduler.setDaemon(true);
    scheduler.setWaitForTasksToCompleteOnShutdown(true);
    scheduler.setAwaitTerminationMillis(LAST_RUN.toMillis());
    scheduler.setErrorHandler(e -> log.debug("a job of this process failed", e));
  }

  @Override
  public void start() {
    scheduler.initialize();
    for (var job : jobs) {
      var every = job.due().isPresent() ? Lookout.REGARDLESS : job.every();
      scheduler.scheduleWithFixedDelay(job::run, scheduler.getClock().instant().plus(every), every);
    }
    running = true;
  }

  /** Runs one of them as soon as those before it have. */
  void runNow(ProcessJob job) {
    if (running) {
      scheduler.execute(job::run);
    }
  }

  @Override
  public void stop() {
    if (!running) {
      return;
    }
    running = false;
    scheduler.shutdown();
    for (var job : jobs) {
      try {
        job.run();
      } catch (RuntimeException e) {
        log.debug("{} failed", job.getClass().getSimpleName(), e);
      }
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** Between the tests of one JVM it goes on. */
  @Override
  public boolean isPauseable() {
    return false;
  }
}
