package com.geniinow.runtime.platform.embedding;

import java.util.List;

/**
 * What an embedding call answered.
 *
 * @param vectors one of {@link Embedder#DIMENSIONS} for each text, in the texts' order
 * @param tokens what the provider charges for all of them together
 */
public record Embeddings(List<float[]> vectors, long tokens) {
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
