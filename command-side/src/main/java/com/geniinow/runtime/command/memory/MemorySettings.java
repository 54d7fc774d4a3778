package com.geniinow.runtime.command.memory;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How memories are searched. Bound from {@code genii.memory.*}.
 *
 * @param topK results when a search does not say, 1 to 50
 * @param minSimilarity the least cosine when a search does not say, -1 to 1
 * @param indexFrom memories of one agent from which on an index is used instead of looking at all
 * @param efSearch how widely that index is searched, 1 to 1000: more is slower and finds more
 * @param scanTuples how many of the index's rows a search looks at, at most
 * @param hold how long a quota's hold for one embedding call lasts; longer than any call takes
 */
@ConfigurationProperties("genii.memory")
public record MemorySettings(
    @DefaultValue("5") int topK,
    @DefaultValue("0.75") double minSimilarity,
    @DefaultValue("5000") long indexFrom,
    @DefaultValue("200") int efSearch,
    @DefaultValue("100000") int scanTuples,
    @DefaultValue("60s") Duration hold) {
  /** Results of a search at most. */
  static final int MAX_TOP_K = 50;

  public MemorySettings {
    if (topK < 1 || topK > MAX_TOP_K || minSimilarity < -1 || minSimilarity > 1) {
      throw new IllegalArgumentException("genii.memory: top-k 1-50, min-similarity -1 to 1");
    }
    if (indexFrom < 1 || efSearch < 1 || efSearch > 1000 || scanTuples < 1) {
      throw new IllegalArgumentException("genii.memory: index-from, ef-search, scan-tuples from 1");
    }
    if (!hold.isPositive()) {
      throw new IllegalArgumentException("genii.memory.hold must be positive");
    }
  }
}
