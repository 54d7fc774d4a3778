package com.geniinow.runtime.command.task;

import com.geniinow.runtime.command.line.AgentCommand;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A brake stops running attempts of one agent, in one transaction: many agents' attempts end in
 * seconds where each has many. Answers whether it has ended any.
 */
public record EndForBrake(UUID agentId, List<Running> attempts, Instant at)
    implements AgentCommand<Boolean> {
  /** An attempt that was seen running. */
  public record Running(UUID taskId, int attempt) {}

  /** Whoever asked for it: the brake is in force. */
  @Override
  public boolean needsItsCaller() {
    return false;
  }
}
