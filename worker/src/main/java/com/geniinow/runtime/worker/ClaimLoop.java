package com.geniinow.runtime.worker;

import com.geniinow.runtime.worker.client.Claimed;
import com.geniinow.runtime.worker.client.CommandSideClient;
import com.geniinow.runtime.worker.client.CommandSideFaultException;
import com.geniinow.runtime.worker.client.CommandSideUnavailableException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Claims tasks while there are free slots and runs each on a virtual thread; the command side waits
 * with its answer while there is nothing to do. It is never interrupted, so that no claim's answer
 * is lost; one that got lost all the same is asked for again by its key.
 */
final class ClaimLoop implements SmartLifecycle, Drainable {
  private static final Logger log = LoggerFactory.getLogger(ClaimLoop.class);
  private static final Duration LAST_REPORTS = Duration.ofSeconds(5);

  private final CommandSideClient commandSide;
  private final TaskRunner runner;
  private final Heartbeats heartbeats;
  private final Collection<String> types;
  private final WorkerSettings settings;
  private final Supplier<UUID> ids;
  private final Outage outage;
  private final Semaphore slots;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch stopping = new CountDownLatch(1);
  private volatile @Nullable Thread loop;
  private UUID claimKey;

  /**
   * @param types that there are executors for
   */
  ClaimLoop(
      CommandSideClient commandSide,
      TaskRunner runner,
      Heartbeats heartbeats,
      Collection<String> types,
      WorkerSettings settings,
      Supplier<UUID> ids) {
    this.commandSide = commandSide;
    this.runner = runner;
    this.heartbeats = heartbeats;
    this.types = types;
    this.settings = settings;
    this.ids = ids;
    this.outage = runner.commandSideOutage();
    this.slots = new Semaphore(settings.concurrency());
    this.claimKey = ids.get();
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
          pause();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void turn() throws InterruptedException {
    if (outage.isPauseDue() && pause()) {
      return;
    }
    if (!slots.tryAcquire(settings.idleWait().toMillis(), TimeUnit.MILLISECONDS)) {
      return;
    }
    if (isStopping()) {
      slots.release(); // a claim would be waited for once more
      return;
    }
    // While the command side is unavailable one task at a time tries whether it is back.
    int free = 1;
    while (free < CommandSideClient.MOST && !outage.isOn() && slots.tryAcquire()) {
      free++;
    }
    List<Claimed> claimed = List.of();
    try {
      claimed = commandSide.claim(types, free, settings.idleWait(), claimKey.toString());
      claimKey = ids.get();
      outage.recovered();
    } catch (CommandSideFaultException e) {
      // By its key it would be answered the same again: what it got is left to its leases.
      claimKey = ids.get();
      outage.failed(e);
    } catch (CommandSideUnavailableException e) {
      outage.failed(e);
    } finally {
      slots.release(Math.max(0, free - claimed.size()));
    }
    // What was asked for again may be what was claimed when more was free.
    slots.acquire(Math.max(0, claimed.size() - free));
    claimed.forEach(this::dispatch);
  }

  private void dispatch(Claimed claimed) {
    threads.execute(
        () -> {
          try {
            if (isStopping()) {
              runner.release(claimed);
            } else {
              runner.run(claimed);
            }
          } catch (RuntimeException e) {
            log.error("Task {} was left to its lease", claimed.taskId(), e);
          } finally {
            slots.release();
          }
        });
  }

  private boolean isStopping() {
    return stopping.getCount() == 0;
  }

  /** True if it was cut short because the worker stops. */
  private boolean pause() throws InterruptedException {
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

  /**
   * Stops claiming, lets what runs end within the grace, then gives up the rest. The grace begins
   * with the order, and neither it nor the end waits longer for a claim that is not answered yet:
   * what that one gets is released, or left to its leases.
   */
  @Override
  public void stop() {
    var running = loop;
    if (running == null) {
      return;
    }
    long told = System.nanoTime();
    stopping.countDown();
    try {
      if (!hasEnded(running, settings.grace(), told)) {
        log.warn("Giving up the tasks still running after {}", settings.grace());
        runner.abandonAll();
        if (!hasEnded(running, LAST_REPORTS, System.nanoTime())) {
          log.warn("Some tasks were left to their leases");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      threads.shutdownNow();
      heartbeats.close();
      loop = null;
    }
  }

  private boolean hasEnded(Thread running, Duration within, long from) throws InterruptedException {
    return running.join(within) && allSlotsFree(within.minusNanos(System.nanoTime() - from));
  }

  private boolean allSlotsFree(Duration within) throws InterruptedException {
    return slots.tryAcquire(settings.concurrency(), within.toMillis(), TimeUnit.MILLISECONDS);
  }
}
