package com.geniinow.runtime.command.memory;

import com.geniinow.runtime.command.line.AgentCommand;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Keeps an embedded text and settles its hold, which has the memory's id.
 *
 * @param metadata a JSON object
 * @param tokens what counts of what the provider charged
 * @param reportedTokens what it says it charged
 * @param key of the request, if it has one
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
    long reportedTokens,
    @Nullable RequestKey key,
    Instant at)
    implements AgentCommand<StoreMemory.Result> {
  /** What became of it. */
  sealed interface Result {}

  /** It is kept, and this is the answer to its request. */
  record Stored(String response) implements Result {}

  /** The same request was answered while this one was under way: nothing more is kept. */
  record Replayed(String response) implements Result {}

  /** The agent's model has changed meanwhile: nothing is kept. */
  record ModelChanged() implements Result {}

  /** The same key answered another request while this one was under way: nothing is kept. */
  record KeyReused() implements Result {}
}
