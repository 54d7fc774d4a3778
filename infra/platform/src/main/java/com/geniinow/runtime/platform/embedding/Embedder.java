package com.geniinow.runtime.platform.embedding;

import java.util.List;

/** One embedding model. Its vectors compare with each other and with no other model's. */
public interface Embedder {
  /**
   * The length of every vector. A model with fewer dimensions fills up with zeros, which leaves
   * cosines as they are.
   */
  int DIMENSIONS = 1536;

  /** The model's name, kept with every vector. */
  String model();

  /** The longest text, in tokens. */
  int maxTokens();

  /**
   * The least cosine at which two texts of this model usually have to do with each other, where a
   * search does not say; -1 to 1. Models differ: what one calls 0.75 is 0.4 to another.
   */
  default double usualSimilarity() {
    return 0.75;
  }

  /** What embedding this text will be charged, in tokens; exact, or more than the truth. */
  int countTokens(String text);

  /**
   * Embeds texts, in their order. Waits for an answer as long as the settings say, retries
   * included.
   *
   * @param texts none blank, none of more than {@link #maxTokens()}
   * @throws EmbeddingException when there is no answer
   */
  Embeddings embed(List<String> texts);
}
