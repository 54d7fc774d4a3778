package com.geniinow.runtime.command.memory;

import com.geniinow.runtime.command.line.AgentCommand;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What background work does to one agent's memories: in small steps, each in the agent's line, so
 * that nothing is stored in between unseen. Each answers how many rows it changed.
 */
sealed interface TendMemories extends AgentCommand<Integer> {
  /** Adds vectors of another model to memories; those that have one, or are gone, stay so. */
  record AddVectors(UUID agentId, String model, List<Anew> memories, Instant at)
      implements TendMemories {}

  /** A memory embedded anew. */
  record Anew(UUID memoryId, float[] vector) {}

  /** Notes memories whose texts a model refuses, once: each keeps the vector that it has. */
  record NoteRefused(UUID agentId, String model, List<UUID> memoryIds, Instant at)
      implements TendMemories {}

  /** Searches in this model from now on, if every memory has a vector of it, or is refused. */
  record Serve(UUID agentId, String model, Instant at) implements TendMemories {}

  /**
   * Drops rows of models that are not searched any more, but of refused memories; so many at most.
   */
  record DropOthers(UUID agentId, int most, Instant at) implements TendMemories {}

  /** Puts rows into the index of agents with very many, at most so many; 0 when all are in it. */
  record Index(UUID agentId, int most, Instant at) implements TendMemories {}

  /** Records memories of before: their hashes, fields and words; so many at most. */
  record Record(UUID agentId, int most, Instant at) implements TendMemories {}

  /**
   * Makes words of another language of memories, so many at most; when none is left, they are
   * looked up in it.
   */
  record Reword(UUID agentId, String language, int most, Instant at) implements TendMemories {}

  /** Puts right by how much more is kept than was counted, unless it was counted meanwhile. */
  record Count(UUID agentId, long memories, long bytes, Instant at) implements TendMemories {}
}
