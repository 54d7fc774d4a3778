package com.geniinow.runtime.command.memory;

import com.geniinow.runtime.command.line.AgentCommand;
import com.geniinow.runtime.command.refusal.Refusal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Keeps an embedded text and settles its hold, which has the memory's id.
 *
 * @param expiresAt null for never
 * @param tokens what counts of what the provider charged
 * @param reportedTokens what it says it charged
 */
record StoreMemory(
    UUID agentId,
    UUID memoryId,
    MemoryWish wish,
    @Nullable Instant expiresAt,
    String model,
    float[] vector,
    long tokens,
    long reportedTokens,
    Instant at)
    implements AgentCommand<StoreMemory.Result> {
  /** The same at another moment; what it expires at stays. */
  StoreMemory at(Instant moment) {
    return moment.equals(at)
        ? this
        : new StoreMemory(
            agentId, memoryId, wish, expiresAt, model, vector, tokens, reportedTokens, moment);
  }

  /** What became of it; none is an exception, which would take the settlement back. */
  sealed interface Result {}

  /** It is kept, and this is the answer to its request. */
  record Stored(String response) implements Result {}

  /** The same request was answered while this one was under way: nothing more is kept. */
  record Replayed(String response) implements Result {}

  /** The same text was stored while this one was under way: nothing more is kept. */
  record Known(String response) implements Result {}

  /** The agent's model has changed meanwhile: nothing is kept. */
  record ModelChanged() implements Result {}

  /** The agent's erasure has begun meanwhile: nothing is kept. */
  record Erased() implements Result {}

  /** The same key answered another request while this one was under way: nothing is kept. */
  record KeyReused() implements Result {}

  /** The last room was taken while this one was under way: nothing is kept. */
  record Full(Refusal why) implements Result {}
}
