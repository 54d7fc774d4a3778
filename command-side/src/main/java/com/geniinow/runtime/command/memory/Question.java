package com.geniinow.runtime.command.memory;

import com.geniinow.runtime.query.view.memory.MemoryFilter;
import com.geniinow.runtime.query.view.memory.MemorySql;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a search asks for.
 *
 * @param text what is asked for, in words
 * @param meaning the same as a vector; null where words alone count
 * @param filter what a memory's metadata must be like; null for any
 * @param asOf the moment at which a memory must have been current; null for now
 * @param at now
 */
record Question(
    UUID agentId,
    SearchMode mode,
    String text,
    @Nullable Meaning meaning,
    int topK,
    @Nullable MemoryFilter filter,
    @Nullable Instant asOf,
    Instant at) {
  /**
   * What a text means to a model.
   *
   * @param minSimilarity the least similarity of a result; null for any
   * @param usual what a true hit's similarity is at least, as a rule, in this model
   */
  record Meaning(String model, float[] vector, @Nullable Double minSimilarity, double usual) {
    /** Whether a similarity is enough. */
    boolean takes(double similarity) {
      return minSimilarity == null || similarity >= minSimilarity;
    }

    /** The similarity that a result must have to count, and to be likely what is asked for. */
    double good() {
      return minSimilarity == null ? usual : Math.max(minSimilarity, usual);
    }
  }

  /** Whether a memory, or a vector, was current then and is still kept. */
  MemorySql time(String row) {
    var now = at.atOffset(ZoneOffset.UTC);
    if (asOf == null) {
      return new MemorySql(
          "%1$s.valid_to IS NULL AND (%1$s.expires_at IS NULL OR %1$s.expires_at > ?)"
              .formatted(row),
          List.of(now));
    }
    var then = asOf.atOffset(ZoneOffset.UTC);
    return new MemorySql(
        """
        %1$s.created_at <= ? AND (%1$s.valid_to IS NULL OR %1$s.valid_to > ?)
          AND (%1$s.expires_at IS NULL OR %1$s.expires_at > ?)\
        """
            .formatted(row),
        List.of(then, then, now));
  }
}
