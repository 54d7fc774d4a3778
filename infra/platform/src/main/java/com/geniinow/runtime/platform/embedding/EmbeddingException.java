package com.geniinow.runtime.platform.embedding;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An embedding call without an answer. Its message holds no key and no text. */
public final class EmbeddingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean perhapsCharged;
  private final @Nullable String refusal;
  private final @Nullable Duration retryAfter;
  private final @Nullable String outOfCredit;

  /**
   * @param perhapsCharged whether the provider may have done, and charged, what it did not answer
   */
  public EmbeddingException(String message, boolean perhapsCharged, @Nullable Throwable cause) {
    this(message, perhapsCharged, null, null, null, cause);
  }

  private EmbeddingException(
      String message,
      boolean perhapsCharged,
      @Nullable String refusal,
      @Nullable Duration retryAfter,
      @Nullable String outOfCredit,
      @Nullable Throwable cause) {
    super(message, cause);
    this.perhapsCharged = perhapsCharged;
    this.refusal = refusal;
    this.retryAfter = retryAfter;
    this.outOfCredit = outOfCredit;
  }

  /**
   * The model refuses this text, or one of these, and would the next time.
   *
   * @param why in its own words, cleaned
   */
  public static EmbeddingException refused(String message, String why, @Nullable Throwable cause) {
    return new EmbeddingException(message, false, why, null, null, cause);
  }

  /**
   * The provider wants to be left alone.
   *
   * @param retryAfter for how long; null where it did not say
   */
  public static EmbeddingException later(
      String message, @Nullable Duration retryAfter, @Nullable Throwable cause) {
    return new EmbeddingException(message, false, null, retryAfter, null, cause);
  }

  /**
   * The account at the provider has no credit: no call is answered until somebody pays.
   *
   * @param provider whose account
   */
  public static EmbeddingException outOfCredit(
      String message, String provider, @Nullable Throwable cause) {
    return new EmbeddingException(message, false, null, null, provider, cause);
  }

  /** Why the provider refuses this very text, in its words; null where it is not about the text. */
  public @Nullable String refusal() {
    return refusal;
  }

  /** How long the provider wants to be left alone; null where it did not say. */
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }

  /** The provider whose account has no credit; null where it is not about that. */
  public @Nullable String outOfCredit() {
    return outOfCredit;
  }

  /** Whether the provider may have charged for it all the same. */
  public boolean perhapsCharged() {
    return perhapsCharged;
  }
}
