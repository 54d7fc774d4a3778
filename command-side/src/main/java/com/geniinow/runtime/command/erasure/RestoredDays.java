package com.geniinow.runtime.command.erasure;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Empties, before this process answers anybody, the rows of days that were erased after the backup
 * was made that the database was restored from. What can't be emptied now is left to the job, while
 * the readiness probe says that the process isn't ready.
 */
@Component
class RestoredDays implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(RestoredDays.class);

  private static final int BATCH = 500;

  /** After {@link ErasedAgain}, whose agents' days go with them; before the server of requests. */
  private static final int BEFORE_REQUESTS = DEFAULT_PHASE - 2_559;

  private final RetentionRunTable runs;
  private final DayEraser eraser;
  private volatile boolean running;

  RestoredDays(RetentionRunTable runs, DayEraser eraser) {
    this.runs = runs;
    this.eraser = eraser;
  }

  @Override
  public void start() {
    runs.endOfErased();
    empty();
    running = true;
  }

  /** Goes on until all are empty but those of agents of whom one can't be emptied now. */
  void empty() {
    Set<UUID> left = new HashSet<>();
    long emptied = 0;
    var some = runs.restored(left, BATCH);
    while (!some.isEmpty()) {
      for (var run : some) {
        if (left.contains(run.agentId())) {
          continue;
        }
        if (isEmpty(run)) {
          emptied++;
        } else {
          left.add(run.agentId());
        }
      }
      some = runs.restored(left, BATCH);
    }
    if (emptied > 0) {
      log.warn("{} days of agents, erased before, came back with a backup: erased again", emptied);
    }
    if (!left.isEmpty()) {
      log.warn("days of {} agents that came back can't be emptied yet: not ready", left.size());
    }
  }

  private boolean isEmpty(RetentionRunTable.Run run) {
    try {
      return eraser.eraseAgain(run.agentId(), run.day(), Integer.MAX_VALUE);
    } catch (RuntimeException e) {
      log.warn("day {} of agent {} can't be emptied again yet", run.day(), run.agentId(), e);
      return false;
    }
  }

  @Override
  public void stop() {
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return BEFORE_REQUESTS;
  }

  /** Between the tests of one JVM it goes on. */
  @Override
  public boolean isPauseable() {
    return false;
  }
}
