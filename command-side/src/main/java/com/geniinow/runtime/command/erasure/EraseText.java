package com.geniinow.runtime.command.erasure;

import com.geniinow.runtime.command.line.AgentCommand;
import com.geniinow.runtime.events.agent.ErasedText;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Empties some rows of an agent that is being erased.
 *
 * @param rows by their primary keys, at most {@link TextTable#BATCH}: other commands wait for it
 */
record EraseText(UUID agentId, ErasedText of, List<UUID> rows, Instant at)
    implements AgentCommand<Void> {
  EraseText {
    rows = List.copyOf(rows);
  }
}
