package com.geniinow.runtime.platform.embedding;

import java.util.List;

/**
 * What an embedding call answered.
 *
 * @param vectors one of {@link Embedder#DIMENSIONS} for each text, in the texts' order
 * @param tokens what counts for all of them together, never more than they have
 * @param reportedTokens what the provider says it charges; more than that where it can't be true
 */
public record Embeddings(List<float[]> vectors, long tokens, long reportedTokens) {
  /** All as reported. */
  public Embeddings(List<float[]> vectors, long tokens) {
    this(vectors, tokens, tokens);
  }

  public Embeddings {
    vectors = List.copyOf(vectors);
    for (float[] vector : vectors) {
      if (vector.length != Embedder.DIMENSIONS) {
        throw new IllegalArgumentException("a vector has " + Embedder.DIMENSIONS + " dimensions");
      }
    }
  }

  /** The only vector. */
  public float[] single() {
    if (vectors.size() != 1) {
      throw new IllegalStateException(vectors.size() + " vectors instead of 1");
    }
    return vectors.getFirst();
  }
}
