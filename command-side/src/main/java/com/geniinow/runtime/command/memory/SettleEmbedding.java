package com.geniinow.runtime.command.memory;

import com.geniinow.runtime.command.line.AgentCommand;
import java.time.Instant;
import java.util.UUID;

/**
 * Ends the hold of an embedding call.
 *
 * @param tokens what the provider charged
 */
record SettleEmbedding(
    UUID agentId, UUID holdId, String model, Ending ending, long tokens, Instant at)
    implements AgentCommand {

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
