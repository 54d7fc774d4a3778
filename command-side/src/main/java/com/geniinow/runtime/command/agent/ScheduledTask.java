package com.geniinow.runtime.command.agent;

import com.geniinow.runtime.events.task.TaskPlan;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A task for later, as the Agent remembers it: there may be many.
 *
 * @param runAt not before then
 * @param expiresAt not any more from then on; null for never
 */
record ScheduledTask(Instant runAt, @Nullable Instant expiresAt) {
  static ScheduledTask of(TaskPlan plan) {
    return new ScheduledTask(Objects.requireNonNull(plan.runAt()), plan.expiresAt());
  }

  boolean expiredAt(Instant moment) {
    return expiresAt != null && !moment.isBefore(expiresAt);
  }
}
