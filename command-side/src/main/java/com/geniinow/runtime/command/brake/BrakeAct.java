package com.geniinow.runtime.command.brake;

import com.geniinow.runtime.command.line.AgentLine;
import com.geniinow.runtime.command.refusal.RefusedException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Sets a brake and sees to it that what it stops has ended. */
@Component
class BrakeAct {
  static final String ONE_CONNECTION = "brakes-one-connection";

  private static final Logger log = LoggerFactory.getLogger(BrakeAct.class);

  /** Each waits for a second at most. */
  private static final int TRIES = 10;

  /** What has not ended by then is ended by who looks each second. */
  private static final Duration MOST = Duration.ofSeconds(3);

  private static final Duration LOOK = Duration.ofMillis(50);

  private final AgentLine line;
  private final RunningReads running;
  private final StoppedTasks tasks;
  private final TransactionTemplate oneConnection;

  BrakeAct(
      AgentLine line,
      RunningReads running,
      StoppedTasks tasks,
      @Qualifier(ONE_CONNECTION) TransactionTemplate oneConnection) {
    this.line = line;
    this.running = running;
    this.tasks = tasks;
    this.oneConnection = oneConnection;
  }

  /**
   * What was done.
   *
   * @param stoppedWithin how long it took until nothing ran any more; null where something did yet
   */
  record Stopped(SetBrake.Done brake, @Nullable Duration stoppedWithin) {}

  Stopped set(SetBrake command) {
    var began = System.nanoTime();
    var done = send(command);
    var brake = new Brake(done.brakeId(), done.scope(), done.id(), done.since(), command.reason());
    return new Stopped(done, hasStopped(brake, began) ? since(began) : null);
  }

  /**
   * What runs is read by a connection that was there before: while the command keeps all others
   * waiting, those who wait may have all connections there are.
   */
  private SetBrake.Done send(SetBrake command) {
    for (var n = 1; ; n++) {
      try {
        return Objects.requireNonNull(oneConnection.execute(any -> line.send(command)));
      } catch (RefusedException e) {
        if (n == TRIES || !e.refusal().isPassing()) {
          throw e;
        }
      }
    }
  }

  /** The brake is in force whatever goes wrong here. */
  private boolean hasStopped(Brake brake, long began) {
    try {
      while (since(began).compareTo(MOST) < 0) {
        if (tasks.end(MOST.minus(since(began))) && !running.hasCalls(brake)) {
          return true;
        }
        LockSupport.parkNanos(LOOK.toNanos());
      }
    } catch (RuntimeException e) {
      log.warn("brake {}: what it stops is left to who looks each second", brake.brakeId(), e);
    }
    return false;
  }

  private static Duration since(long began) {
    return Duration.ofNanos(System.nanoTime() - began);
  }
}
