package com.geniinow.runtime.command.memory;

import com.geniinow.runtime.command.line.AgentCommand;
import java.time.Instant;
import java.util.UUID;

/**
 * Ends the hold of an embedding call.
 *
 * @param tokens what counts of what the provider charged
 * @param reportedTokens what it says it charged
 */
record SettleEmbedding(
    UUID agentId,
    UUID holdId,
    String model,
    Ending ending,
    long tokens,
    long reportedTokens,
    Instant at)
    implements AgentCommand<Void> {
  @Override
  public boolean needsItsCaller() {
    return false;
  }

  /** How the call ended. */
  enum Ending {
    /** It was answered. */
    ANSWERED,
    /** It failed and cost nothing: the hold is given back. */
    FAILED,
    /** Nobody can tell: the hold is charged in full. */
    UNKNOWN
  }
}
