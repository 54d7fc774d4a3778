package com.geniinow.runtime.worker.executor;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** How an attempt ended. */
public sealed interface Outcome {
  /** What the attempt used, or null if nothing is known to have been used. */
  @Nullable Usage usage();

  /** The task is done. */
  record Completed(JsonNode result, Usage usage) implements Outcome {}

  /**
   * The attempt failed.
   *
   * @param error for the task's author; cut at {@value #LONGEST_ERROR} characters
   * @param retryable whether another attempt may fare better
   */
  record Failed(String error, boolean retryable, @Nullable Usage usage) implements Outcome {
    /** In characters. */
    public static final int LONGEST_ERROR = 500;

    public Failed {
      if (error.length() > LONGEST_ERROR) {
        error = error.substring(0, LONGEST_ERROR - 1) + "…";
      }
    }
  }

  /** A failure that another attempt may overcome, with nothing used. */
  static Failed retryable(String error) {
    return new Failed(error, true, null);
  }

  /** A failure that every further attempt would repeat, with nothing used. */
  static Failed permanent(String error) {
    return new Failed(error, false, null);
  }
}
