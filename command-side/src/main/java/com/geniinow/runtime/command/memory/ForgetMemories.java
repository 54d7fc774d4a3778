package com.geniinow.runtime.command.memory;

import com.geniinow.runtime.command.line.AgentCommand;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Removes those of some memories of which a policy still says so; answers how many.
 *
 * @param ids as many as {@link #STEP}
 */
record ForgetMemories(UUID agentId, List<UUID> ids, ForgetPolicy policy, String by, Instant at)
    implements AgentCommand<Integer> {
  /** Memories of one command: so long does the agent's line wait at most. */
  static final int STEP = 100;

  ForgetMemories {
    ids = List.copyOf(ids);
  }
}
