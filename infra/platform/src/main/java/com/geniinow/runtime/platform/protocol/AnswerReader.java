package com.geniinow.runtime.platform.protocol;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads one answer as it comes; keeps its figures, never its text. Not safe for threads. */
public interface AnswerReader {
  /** Takes an answer that was not streamed. */
  void whole(JsonNode answer);

  /**
   * Takes one event of a stream.
   *
   * @return whether the client is to have it: not where only we asked for it
   */
  boolean event(SseEvent event);

  /** What the provider has said of the use so far; null where it has said nothing. */
  @Nullable ReportedUsage usage();

  /** Our own count of what was written so far, in tokens; errs upwards. */
  long writtenTokens();

  /** What was written so far at the least, in tokens: the cap was surely passed above it. */
  long leastWrittenTokens();

  /** Whether the protocol's own end has come, or a whole answer. */
  boolean isEnded();

  /** Whether all of the answer has come, though the event that ends it may be missing. */
  default boolean isComplete() {
    return isEnded();
  }

  /** Whether an error came inside the stream. */
  boolean isFailed();

  /** The events that end a stream as one that reached its cap does, in UTF-8. */
  byte[] capped();

  /**
   * The event that tells an error inside a stream, in UTF-8; nothing comes after it.
   *
   * @param code our reason, such as {@code braked}
   */
  byte[] error(String code, String message);
}
