package com.geniinow.runtime.command.memory;

import com.geniinow.runtime.command.line.AgentCommand;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Changes what is kept with a memory; its text stays.
 *
 * @param metadata to be merged as RFC 7396 says; null for no change
 * @param clears whether the metadata become empty
 * @param changesExpiry whether {@code expiresAt} is one
 * @param expiresAt null for never
 */
record ChangeMemory(
    UUID agentId,
    UUID memoryId,
    @Nullable ObjectNode metadata,
    boolean clears,
    boolean changesExpiry,
    @Nullable Instant expiresAt,
    Instant at)
    implements AgentCommand<Void> {}
