package com.geniinow.runtime.command.memory;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How memories are searched. Bound from {@code genii.memory.*}.
 *
 * @param topK results when a search does not say, 1 to 50
 * @param minSimilarity the least cosine when a search does not say, -1 to 1; null for what is usual
 *     for the model that answers
 * @param indexFrom memories of one agent from which on an index is used instead of looking at all
 * @param exactUpTo memories of one agent up to which all are looked at where the index finds too
 *     few that are near
 * @param efSearch how widely that index is searched, 1 to 1000: more is slower and finds more
 * @param scanTuples how many of the index's rows a search looks at, at most
 * @param limit memories that an agent may keep, 1 or more
 * @param hold how long a quota's hold for one embedding call lasts; longer than any call takes
 */
@ConfigurationProperties("genii.memory")
public record MemorySettings(
    @DefaultValue("5") int topK,
    @Nullable Double minSimilarity,
    @DefaultValue("20000") long indexFrom,
    @DefaultValue("50000") long exactUpTo,
    @DefaultValue("200") int efSearch,
    @DefaultValue("100000") int scanTuples,
    @DefaultValue("1000000") long limit,
    @DefaultValue("60s") Duration hold) {
  /** Results of a search at most. */
  static final int MAX_TOP_K = 50;

  public MemorySettings {
    if (topK < 1 || topK > MAX_TOP_K) {
      throw new IllegalArgumentException("GENII_SEARCH_TOP_K must be 1 to 50, not " + topK);
    }
    if (minSimilarity != null && !(minSimilarity >= -1 && minSimilarity <= 1)) {
      throw new IllegalArgumentException(
          "GENII_SEARCH_MIN_SIMILARITY must be -1 to 1, not " + minSimilarity);
    }
    if (indexFrom < 1 || exactUpTo < 0 || efSearch < 1 || efSearch > 1000 || scanTuples < 1) {
      throw new IllegalArgumentException("genii.memory: index-from, ef-search, scan-tuples from 1");
    }
    if (limit < 1) {
      throw new IllegalArgumentException("GENII_MEMORY_LIMIT must be 1 or more, not " + limit);
    }
    if (!hold.isPositive()) {
      throw new IllegalArgumentException("genii.memory.hold must be positive");
    }
  }
}
