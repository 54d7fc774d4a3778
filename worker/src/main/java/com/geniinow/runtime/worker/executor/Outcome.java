package com.geniinow.runtime.worker.executor;

import com.geniinow.runtime.platform.web.QuotedText;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** How an attempt ended. */
public sealed interface Outcome {
  /** What the attempt used, or null if nothing is known to have been used. */
  @Nullable Usage usage();

  /** How the model was called for it, or null where none was. */
  @Nullable ModelCall call();

  /** The same, of an attempt that called a model. */
  Outcome with(ModelCall call);

  /** The task is done. */
  record Completed(JsonNode result, Usage usage, @Nullable ModelCall call) implements Outcome {
    public Completed(JsonNode result, Usage usage) {
      this(result, usage, null);
    }

    @Override
    public Completed with(ModelCall call) {
      return new Completed(result, usage, call);
    }
  }

  /**
   * The attempt failed.
   *
   * @param error for the task's author; cut at {@value #LONGEST_ERROR} characters
   * @param retryable whether another attempt may fare better
   * @param retryAfter how long whoever refused wants to be left alone, or null where nobody said
   * @param cause what people must hear of, or null
   */
  record Failed(
      String error,
      boolean retryable,
      @Nullable Usage usage,
      @Nullable Duration retryAfter,
      @Nullable Cause cause,
      @Nullable ModelCall call)
      implements Outcome {
    /** In characters. */
    public static final int LONGEST_ERROR = 500;

    public Failed {
      error = QuotedText.clean(error, LONGEST_ERROR);
    }

    public Failed(String error, boolean retryable, @Nullable Usage usage) {
      this(error, retryable, usage, null);
    }

    public Failed(
        String error, boolean retryable, @Nullable Usage usage, @Nullable Duration retryAfter) {
      this(error, retryable, usage, retryAfter, null);
    }

    public Failed(
        String error,
        boolean retryable,
        @Nullable Usage usage,
        @Nullable Duration retryAfter,
        @Nullable Cause cause) {
      this(error, retryable, usage, retryAfter, cause, null);
    }

    @Override
    public Failed with(ModelCall call) {
      return new Failed(error, retryable, usage, retryAfter, cause, call);
    }
  }

  /** The worker stopped before the attempt's end, which is nobody's failure: it is handed back. */
  record Released(@Nullable Usage usage, @Nullable ModelCall call) implements Outcome {
    public Released(@Nullable Usage usage) {
      this(usage, null);
    }

    @Override
    public Released with(ModelCall call) {
      return new Released(usage, call);
    }
  }

  /** A failure that says more about others than about its task. */
  enum Cause {
    /** The account at the provider has no credit. */
    PROVIDER_OUT_OF_CREDIT;

    /** The name on the wire. */
    public String wire() {
      return name().toLowerCase(Locale.ROOT);
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
