package com.geniinow.runtime.command.erasure;

import com.geniinow.runtime.command.line.AgentCommand;
import com.geniinow.runtime.events.agent.ErasedCounts;
import java.time.Instant;
import java.util.UUID;

/**
 * Begins to erase an agent that came back with a backup from before its erasure: its keys are
 * destroyed already, so nothing of it can be kept, and no hold keeps anything. It is terminated
 * where it isn't yet. One that is erased, or is being erased, stays as it is.
 *
 * @param erasureId of the erasure, if it begins
 * @param counted what there is of the agent, as {@link ErasedTable#count} says
 * @param reason stays in the ledger
 */
record EraseAgain(
    UUID agentId, UUID erasureId, ErasedCounts counted, String reason, String by, Instant at)
    implements AgentCommand<Void> {}
