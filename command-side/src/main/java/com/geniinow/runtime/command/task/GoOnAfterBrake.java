package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.line.TaskCommand;
import java.time.Instant;
import java.util.UUID;

/**
 * A task whose attempt a brake ended reserves for its next one; answers whether it goes on.
 *
 * @param attempt that is next
 */
public record GoOnAfterBrake(UUID agentId, UUID taskId, int attempt, Instant at)
    implements TaskCommand<Boolean> {
  /** Whoever released the brake: it is released. */
  @Override
  public boolean needsItsCaller() {
    return false;
  }
}
