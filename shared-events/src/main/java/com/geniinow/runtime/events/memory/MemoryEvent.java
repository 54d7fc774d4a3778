package com.geniinow.runtime.events.memory;

import com.geniinow.runtime.events.RuntimeEvent;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What happens to an agent's memories: their ids and the hashes of their texts, so that a memory
 * that is there, or is missing, can be compared with what was remembered. No text, no key and no
 * metadata stand in any event; a memory that is gone is gone from here, too.
 */
public sealed interface MemoryEvent extends RuntimeEvent {
  /** The memory this is about. */
  UUID memoryId();

  /** SHA-256 of its text's UTF-8, 64 lower-case hexadecimal digits. */
  String textSha256();

  /**
   * A text is kept, and found from now on.
   *
   * @param sizeBytes of its UTF-8, 1 or more
   * @param model that embedded it
   * @param taskId the agent's task it came from, if any
   * @param expiresAt from when on it is no longer there; null for never
   */
  record MemoryRemembered(
      UUID agentId,
      UUID memoryId,
      String textSha256,
      long sizeBytes,
      String model,
      @Nullable UUID taskId,
      @Nullable Instant expiresAt,
      Instant at)
      implements MemoryEvent {}

  /**
   * A memory that was kept before its kind had events: what is there now.
   *
   * @param sizeBytes of its UTF-8, 1 or more
   * @param createdAt when it was remembered
   * @param expiresAt from when on it is no longer there; null for never
   */
  record MemoryRecorded(
      UUID agentId,
      UUID memoryId,
      String textSha256,
      long sizeBytes,
      Instant createdAt,
      @Nullable Instant expiresAt,
      Instant at)
      implements MemoryEvent {}

  /**
   * It is kept, but no longer current: another one has its key.
   *
   * @param supersededBy the other one
   */
  record MemorySuperseded(
      UUID agentId, UUID memoryId, String textSha256, UUID supersededBy, Instant at)
      implements MemoryEvent {}

  /**
   * It expires at another time, or never.
   *
   * @param expiresAt null for never
   */
  record MemoryTtlChanged(
      UUID agentId, UUID memoryId, String textSha256, @Nullable Instant expiresAt, Instant at)
      implements MemoryEvent {}

  /** It is gone for everybody. */
  record MemoryForgotten(UUID agentId, UUID memoryId, String textSha256, String by, Instant at)
      implements MemoryEvent {}
}
