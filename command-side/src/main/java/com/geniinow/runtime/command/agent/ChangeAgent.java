package com.geniinow.runtime.command.agent;

import com.geniinow.runtime.command.line.AgentCommand;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Changes an agent's name and metadata.
 *
 * @param name null to leave it
 * @param metadata a merge patch (RFC 7396); null to leave them
 * @param empties whether metadata become an empty object
 */
record ChangeAgent(
    UUID agentId,
    @Nullable String name,
    @Nullable ObjectNode metadata,
    boolean empties,
    String by,
    Instant at)
    implements AgentCommand<Void> {}
