package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.background.Due;
import com.geniinow.runtime.command.background.ProcessJob;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Ends what a brake stops and whoever set it did not end. Each process looks by itself, each
 * second: that no process is left which ends it must not depend on any one of them.
 */
@Component
class BrakeSweep implements ProcessJob {
  private static final Logger log = LoggerFactory.getLogger(BrakeSweep.class);
  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final Duration MOST = Duration.ofSeconds(10);

  private final BrakedTasks tasks;
  private final AtomicBoolean busy = new AtomicBoolean();

  BrakeSweep(BrakedTasks tasks) {
    this.tasks = tasks;
  }

  @Override
  public Duration every() {
    return EVERY;
  }

  @Override
  public Optional<Due> due() {
    return Optional.of(Due.whileAny("brakes WHERE released_at IS NULL"));
  }

  /** On a thread of its own: the other jobs of the process share one, and are light. */
  @Override
  public void run() {
    if (busy.compareAndSet(false, true)) {
      Thread.ofVirtual().name("brake-sweep").start(this::sweep);
    }
  }

  private void sweep() {
    try {
      tasks.end(MOST);
    } catch (RuntimeException e) {
      log.debug("what brakes stop can't be read now", e);
    } finally {
      busy.set(false);
    }
  }
}
