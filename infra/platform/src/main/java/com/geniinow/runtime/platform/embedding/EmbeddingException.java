package com.geniinow.runtime.platform.embedding;

import org.jspecify.annotations.Nullable;

/** An embedding call without an answer. Its message holds no key and no text. */
public final class EmbeddingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean perhapsCharged;

  /**
   * @param perhapsCharged whether the provider may have done, and charged, what it did not answer
   */
  public EmbeddingException(String message, boolean perhapsCharged, @Nullable Throwable cause) {
    super(message, cause);
    this.perhapsCharged = perhapsCharged;
  }

  /** Whether the provider may have charged for it all the same. */
  public boolean perhapsCharged() {
    return perhapsCharged;
  }
}
