package com.geniinow.runtime.command.memory;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A memory that a search found.
 *
 * @param key of which it is or was the current memory; null where it has none
 * @param similarity the cosine between question and memory, 1 for the same meaning; null where
 *     words alone were compared
 * @param score the sum of its parts; null in a semantic search
 * @param parts what its ranks add to the score; null in a semantic search
 * @param metadata as it was given, and changed since
 * @param validTo from when on another one has its key; null while it is current
 */
record FoundMemory(
    UUID memoryId,
    @Nullable String key,
    String text,
    @Nullable Double similarity,
    @Nullable Double score,
    @Nullable Parts parts,
    @JsonRawValue String metadata,
    @Nullable UUID taskId,
    Instant createdAt,
    @Nullable Instant validTo) {
  /** What a search by meaning and one by words say of it; null where one didn't find it. */
  record Parts(@Nullable Part semantic, @Nullable Part text) {
    double score() {
      return (semantic == null ? 0 : semantic.score()) + (text == null ? 0 : text.score());
    }
  }

  /**
   * A place in one list.
   *
   * @param rank 1 for the best
   */
  record Part(int rank, double score) {
    /** How little the first places differ: as reciprocal rank fusion has it. */
    private static final int SMOOTH = 60;

    static Part at(int rank) {
      return new Part(rank, 1.0 / (SMOOTH + rank));
    }
  }
}
