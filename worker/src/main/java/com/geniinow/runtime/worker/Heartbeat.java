package com.geniinow.runtime.worker;

import com.geniinow.runtime.queue.QueueUnavailableException;
import com.geniinow.runtime.queue.TaskQueue;
import com.geniinow.runtime.worker.HeldAttempt.Loss;
import com.geniinow.runtime.worker.client.Beat;
import com.geniinow.runtime.worker.client.CommandSideClient;
import com.geniinow.runtime.worker.client.CommandSideUnavailableException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one attempt until it is closed, at a third of its lease, so that two beats may get lost.
 * The command side alone decides whose the attempt is; Redis follows.
 */
final class Heartbeat implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Heartbeat.class);

  private final HeldAttempt attempt;
  private final CommandSideClient commandSide;
  private final TaskQueue queue;
  private final Duration interval;

  Heartbeat(HeldAttempt attempt, CommandSideClient commandSide, TaskQueue queue) {
    this.attempt = attempt;
    this.commandSide = commandSide;
    this.queue = queue;
    this.interval = attempt.lease().dividedBy(3);
  }

  @Override
  public void run() {
    try {
      while (!attempt.awaitClosed(interval)) {
        var beat = beat();
        if (beat != Beat.GOES_ON) {
          attempt.lose(beat == Beat.STOP ? Loss.STOPPED : Loss.LEASE);
          return;
        }
        renew();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Beat beat() throws InterruptedException {
    try {
      var beat = commandSide.heartbeat(attempt.job.taskId(), attempt.attempt().number());
      switch (beat) {
        case GOES_ON -> attempt.extend();
        case STOP -> log.info("Task {} is to stop; saying what it used", attempt.job.taskId());
        case LOST ->
            log.info("Task {} is no longer this worker's; giving it up", attempt.job.taskId());
      }
      return beat;
    } catch (CommandSideUnavailableException e) {
      if (attempt.isOver()) {
        log.warn("Task {}: its lease ran out unheard; giving it up", attempt.job.taskId());
        return Beat.LOST;
      }
      return Beat.GOES_ON;
    }
  }

  private void renew() {
    try {
      queue.renew(attempt.job, attempt.lease());
    } catch (QueueUnavailableException e) {
      log.debug("Redis was not told: {}", e.getMessage());
    }
  }
}
