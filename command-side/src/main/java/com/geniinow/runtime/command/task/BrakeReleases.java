package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.background.Due;
import com.geniinow.runtime.command.background.RecurringJob;
import java.time.Duration;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Asks again for room for tasks that a brake has stopped and none stops any more. */
@Component
class BrakeReleases implements RecurringJob {
  private final BrakedTasks tasks;

  BrakeReleases(BrakedTasks tasks) {
    this.tasks = tasks;
  }

  @Override
  public String name() {
    return "brake-releases";
  }

  @Override
  public Duration every() {
    return Duration.ofSeconds(1);
  }

  @Override
  public Optional<Due> due() {
    return Optional.of(
        Due.whileAny("agent_tasks WHERE braked_attempt IS NOT NULL AND status = 'queued'"));
  }

  @Override
  public void run() {
    tasks.reserveAnew();
  }
}
