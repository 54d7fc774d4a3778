package com.geniinow.runtime.command.memory;

import com.geniinow.runtime.command.line.AgentCommand;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Keeps an embedded text and settles its hold, which has the memory's id. Answers whether it was
 * kept: not when the agent's model has changed meanwhile.
 *
 * @param metadata a JSON object
 * @param tokens what the provider charged
 */
record StoreMemory(
    UUID agentId,
    UUID memoryId,
    @Nullable UUID taskId,
    String text,
    String metadata,
    @Nullable Instant expiresAt,
    String model,
    float[] vector,
    long tokens,
    Instant at)
    implements AgentCommand {}
