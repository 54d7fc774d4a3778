package com.geniinow.runtime.platform.protocol;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads answers that no model writes, and that come whole. */
final class UnwrittenReader implements AnswerReader {
  private final Kind kind;
  private final Function<JsonNode, @Nullable ReportedUsage> reading;
  private @Nullable ReportedUsage usage;
  private boolean ended;

  UnwrittenReader(Kind kind, Function<JsonNode, @Nullable ReportedUsage> reading) {
    this.kind = kind;
    this.reading = reading;
  }

  /** What embeddings say of their use. */
  static @Nullable ReportedUsage embeddings(JsonNode answer) {
    var usage = answer.path("usage");
    return usage.isObject()
        ? new ReportedUsage(
            Said.text(answer.path("model")),
            Said.count(usage.path("prompt_tokens")),
            null,
            null,
            0L,
            null,
            null)
        : null;
  }

  /** What is counted isn't used. */
  static ReportedUsage nothing(JsonNode answer) {
    return new ReportedUsage(null, 0L, 0L, 0L, 0L, 0L, null);
  }

  @Override
  public void whole(JsonNode answer) {
    usage = reading.apply(answer);
    ended = true;
  }

  @Override
  public boolean event(SseEvent event) {
    return true;
  }

  @Override
  public @Nullable ReportedUsage usage() {
    return usage;
  }

  @Override
  public long writtenTokens() {
    return 0;
  }

  @Override
  public long leastWrittenTokens() {
    return 0;
  }

  @Override
  public boolean isEnded() {
    return ended;
  }

  @Override
  public boolean isFailed() {
    return false;
  }

  @Override
  public byte[] capped() {
    return new byte[0];
  }

  @Override
  public byte[] error(String code, String message) {
    var error = WireErrors.body(kind, WireErrors.status(code), code, message, null);
    return Frames.utf8(Frames.event(null, error));
  }
}
