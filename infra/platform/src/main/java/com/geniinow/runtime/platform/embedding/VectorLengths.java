package com.geniinow.runtime.platform.embedding;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long each model's vectors are: one of another length is no vector of that model, and filled
 * up with zeros it would pass for one. Of a model that isn't known the first answer counts, for as
 * long as the process lives.
 */
final class VectorLengths {
  private static final Map<String, Integer> KNOWN = Map.of("text-embedding-ada-002", 1536);

  private final Map<String, Integer> seen = new ConcurrentHashMap<>();

  /** Models whose vectors are as long as they are asked for. */
  static boolean canBeAsked(String model) {
    return model.startsWith("text-embedding-3-");
  }

  /** Whether all vectors of an answer can be this long. */
  boolean isRight(String model, int length) {
    if (canBeAsked(model)) {
      return length == Embedder.DIMENSIONS;
    }
    var known = KNOWN.get(model);
    return length == (known == null ? seen.computeIfAbsent(model, first -> length) : known);
  }
}
