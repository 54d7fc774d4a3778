package com.geniinow.runtime.command.task;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.springframework.stereotype.Component;

/** How long tasks wait and run, recorded when it is committed. Buckets: application.properties. */
@Component
class AttemptTimers {
  private final MeterRegistry registry;
  private final Timer wait;

  AttemptTimers(MeterRegistry registry) {
    this.registry = registry;
    this.wait =
        Timer.builder("genii.queue.wait")
            .description("From when a task was queued to the start of its first attempt")
            .register(registry);
  }

  /** A task's first attempt starts. */
  void waited(Instant queuedAt, Instant startedAt) {
    whenCommitted(wait, Duration.between(queuedAt, startedAt));
  }

  /**
   * An attempt ends.
   *
   * @param outcome {@code completed}, {@code failed} or {@code released}
   */
  void ran(String outcome, Instant startedAt, Instant endedAt) {
    var timer =
        Timer.builder("genii.task.execution")
            .description("From the start of an attempt to its report")
            .tag("outcome", outcome)
            .register(registry);
    whenCommitted(timer, Duration.between(startedAt, endedAt));
  }

  private static void whenCommitted(Timer timer, Duration time) {
    CurrentUnitOfWork.get().root().afterCommit(u -> timer.record(time));
  }
}
