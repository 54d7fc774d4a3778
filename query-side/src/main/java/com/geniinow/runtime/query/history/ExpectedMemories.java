package com.geniinow.runtime.query.history;

import com.geniinow.runtime.events.memory.MemoryEvent;
import com.geniinow.runtime.events.memory.MemoryEvent.MemoryForgotten;
import com.geniinow.runtime.events.memory.MemoryEvent.MemoryRecorded;
import com.geniinow.runtime.events.memory.MemoryEvent.MemoryRemembered;
import com.geniinow.runtime.events.memory.MemoryEvent.MemorySuperseded;
import com.geniinow.runtime.events.memory.MemoryEvent.MemoryTtlChanged;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which memories of one agent should be there, and with which texts, as its events say. One that is
 * missing is right after it was forgotten, and from its expiry on; one that is there and not
 * expected is one that no event has recorded yet ({@code agent_memories.recorded} is false, and
 * {@code memory_recordings.finished_at} is null), or wrong. Give it the agent's events in their
 * order.
 */
public final class ExpectedMemories {
  private final Map<UUID, Expected> memories = new LinkedHashMap<>();

  /**
   * A memory that should be there.
   *
   * @param textSha256 of its text's UTF-8, 64 lower-case hexadecimal digits
   * @param expiresAt from when on it need not be there; null for never
   * @param supersededBy the memory that has its key now; null while it is current
   */
  public record Expected(
      String textSha256, @Nullable Instant expiresAt, @Nullable UUID supersededBy) {}

  /** Adds what an event says. */
  public void apply(MemoryEvent event) {
    switch (event) {
      case MemoryRemembered e ->
          memories.put(e.memoryId(), new Expected(e.textSha256(), e.expiresAt(), null));
      case MemoryRecorded e ->
          memories.put(e.memoryId(), new Expected(e.textSha256(), e.expiresAt(), null));
      case MemorySuperseded e ->
          memories.computeIfPresent(
              e.memoryId(),
              (id, was) -> new Expected(was.textSha256(), was.expiresAt(), e.supersededBy()));
      case MemoryTtlChanged e ->
          memories.computeIfPresent(
              e.memoryId(),
              (id, was) -> new Expected(was.textSha256(), e.expiresAt(), was.supersededBy()));
      case MemoryForgotten e -> memories.remove(e.memoryId());
    }
  }

  /** Those that must be there at a moment, by their ids. */
  public Map<UUID, Expected> at(Instant moment) {
    return memories.entrySet().stream()
        .filter(
            each ->
                each.getValue().expiresAt() == null || each.getValue().expiresAt().isAfter(moment))
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
