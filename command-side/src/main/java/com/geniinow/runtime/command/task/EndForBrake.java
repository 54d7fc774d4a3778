package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.line.TaskCommand;
import java.time.Instant;
import java.util.UUID;

/** A brake stops a running attempt; answers whether this command has ended it. */
public record EndForBrake(UUID agentId, UUID taskId, int attempt, Instant at)
    implements TaskCommand<Boolean> {
  /** Whoever asked for it: the brake is in force. */
  @Override
  public boolean needsItsCaller() {
    return false;
  }
}
