package com.geniinow.runtime.command.gateway;

import com.geniinow.runtime.command.brake.Brake;
import com.geniinow.runtime.command.call.CallWatch;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.web.server.context.WebServerGracefulShutdownLifecycle;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Looks twice a second which calls must not go on. When the process stops, those that run go on for
 * a while and are cut then, so that each is charged what it used.
 */
@Component
class CallWatcher implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(CallWatcher.class);
  private static final Duration PAUSE = Duration.ofMillis(500);

  /** Less than the time that the server has for its requests, so that they can end in it. */
  private static final Duration GRACE = Duration.ofSeconds(14);

  private final OpenCalls open;
  private final Supplier<Map<UUID, String>> stopped;
  private final Supplier<List<Brake>> brakes;
  private final Duration grace;
  private volatile boolean running;

  @Autowired
  CallWatcher(OpenCalls open, CallWatch watch) {
    this(open, watch::stopped, watch::brakes, GRACE);
  }

  CallWatcher(
      OpenCalls open,
      Supplier<Map<UUID, String>> stopped,
      Supplier<List<Brake>> brakes,
      Duration grace) {
    this.open = open;
    this.stopped = stopped;
    this.brakes = brakes;
    this.grace = grace;
  }

  @Override
  public void start() {
    running = true;
    Thread.ofVirtual().name("call-watcher").start(this::run);
  }

  private void run() {
    while (running) {
      LockSupport.parkNanos(PAUSE.toNanos());
      if (!open.isEmpty()) {
        look();
      }
    }
  }

  private void look() {
    try {
      stopped.get().forEach(open::stop);
      for (var brake : brakes.get()) {
        open.stopModels(brake::stopsModel, "braked");
      }
    } catch (RuntimeException e) {
      // What can't be read now is read at the next look; the calls go on.
      log.debug("whether calls may go on can't be read", e);
    }
  }

  @Override
  public void stop() {
    stop(() -> {});
  }

  @Override
  public void stop(Runnable done) {
    Thread.ofVirtual()
        .name("call-drain")
        .start(
            () -> {
              drain();
              running = false;
              done.run();
            });
  }

  private void drain() {
    var end = System.nanoTime() + grace.toNanos();
    while (!open.isEmpty() && System.nanoTime() < end) {
      LockSupport.parkNanos(PAUSE.toNanos() / 10);
    }
    open.stopAll("unavailable");
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** With the server, which waits for its requests meanwhile. */
  @Override
  public int getPhase() {
    return WebServerGracefulShutdownLifecycle.SMART_LIFECYCLE_PHASE;
  }

  /** Between the tests of one JVM it goes on. */
  @Override
  public boolean isPauseable() {
    return false;
  }
}
