package com.geniinow.runtime.worker;

import com.geniinow.runtime.queue.ClaimedJob;
import com.geniinow.runtime.queue.QueueUnavailableException;
import com.geniinow.runtime.queue.TaskQueue;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Claims jobs while there are free slots and runs each on a virtual thread; blocks on Redis when
 * there is nothing to do. It is never interrupted, so that no claim's answer is lost.
 */
final class ClaimLoop implements SmartLifecycle, Drainable {
  private static final Logger log = LoggerFactory.getLogger(ClaimLoop.class);
  private static final Duration REAP_INTERVAL = Duration.ofSeconds(5);
  private static final int REAP_AT_MOST = 100;
  private static final Duration LAST_REPORTS = Duration.ofSeconds(5);

  private final TaskQueue queue;
  private final TaskRunner runner;
  private final WorkerSettings settings;
  private final Outage redisOutage;
  private final Semaphore slots;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch stopping = new CountDownLatch(1);
  private volatile @Nullable Thread loop;
  private long lastReap = System.nanoTime();

  ClaimLoop(TaskQueue queue, TaskRunner runner, WorkerSettings settings, Backoff backoff) {
    this.queue = queue;
    this.runner = runner;
    this.settings = settings;
    this.redisOutage = new Outage("Redis", backoff);
    this.slots = new Semaphore(settings.concurrency());
  }

  @Override
  public void start() {
    log.info("Worker {} runs up to {} tasks at once", settings.id(), settings.concurrency());
    loop = Thread.ofPlatform().name("claim-loop").start(this::loop);
  }

  @Override
  public boolean isRunning() {
    return loop != null;
  }

  private void loop() {
    try {
      while (!isStopping()) {
        try {
          turn();
        } catch (RuntimeException e) {
          // One odd value must not be the last thing that a worker ever claimed.
          log.error("A turn of the claim loop failed; going on", e);
          pause(redisOutage);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void turn() throws InterruptedException {
    if (runner.commandSideOutage().isPauseDue() && pause(runner.commandSideOutage())) {
      return;
    }
    if (!slots.tryAcquire(settings.idleWait().toMillis(), TimeUnit.MILLISECONDS)) {
      return;
    }
    // While the command side is unavailable one job at a time tries whether it is back.
    int free = 1 + (runner.commandSideOutage().isOn() ? 0 : slots.drainPermits());
    List<ClaimedJob> jobs = List.of();
    try {
      reapNowAndThen();
      jobs = queue.claim(settings.id(), free, settings.claimLease());
      redisOutage.recovered();
    } catch (QueueUnavailableException e) {
      redisOutage.failed(e);
    } finally {
      slots.release(free - jobs.size());
    }
    jobs.forEach(this::dispatch);
    if (jobs.isEmpty()) {
      idle();
    }
  }

  private void dispatch(ClaimedJob job) {
    threads.execute(
        () -> {
          try {
            if (isStopping()) {
              runner.release(job);
            } else {
              runner.run(job);
            }
          } catch (RuntimeException e) {
            log.error("Task {} was left to its lease", job.taskId(), e);
          } finally {
            slots.release();
          }
        });
  }

  private void idle() throws InterruptedException {
    if (redisOutage.isPauseDue()) {
      pause(redisOutage);
      return;
    }
    try {
      queue.awaitWork(settings.idleWait());
    } catch (QueueUnavailableException e) {
      redisOutage.failed(e);
    }
  }

  /** Any worker will do to take back what dead ones held. */
  private void reapNowAndThen() {
    long now = System.nanoTime();
    if (now - lastReap >= REAP_INTERVAL.toNanos()) {
      lastReap = now;
      queue.reap(REAP_AT_MOST);
    }
  }

  private boolean isStopping() {
    return stopping.getCount() == 0;
  }

  /** True if it was cut short because the worker stops. */
  private boolean pause(Outage outage) throws InterruptedException {
    return stopping.await(outage.nextPause().toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void drain() throws InterruptedException {
    var running = loop;
    if (running != null) {
      log.info("Worker {} takes no more tasks", settings.id());
      stopping.countDown();
      running.join();
      slots.acquire(settings.concurrency());
      slots.release(settings.concurrency());
    }
  }

  /** Stops claiming, lets what runs end within the grace, then gives up the rest. */
  @Override
  public void stop() {
    var running = loop;
    if (running == null) {
      return;
    }
    stopping.countDown();
    try {
      running.join();
      if (!allSlotsFree(settings.grace())) {
        log.warn("Giving up the tasks still running after {}", settings.grace());
        runner.abandonAll();
        if (!allSlotsFree(LAST_REPORTS)) {
          log.warn("Some tasks were left to their leases");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      threads.shutdownNow();
      queue.close(); // the connection that only this loop waited on, while Redis can still be told
      loop = null;
    }
  }

  private boolean allSlotsFree(Duration within) throws InterruptedException {
    return slots.tryAcquire(settings.concurrency(), within.toMillis(), TimeUnit.MILLISECONDS);
  }
}
