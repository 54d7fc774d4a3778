package com.geniinow.runtime.platform.protocol;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What all readers of answers have in common. */
abstract class Reader implements AnswerReader {
  final Written written;
  boolean ended;
  boolean failed;
  private @Nullable ReportedUsage usage;

  Reader(String model) {
    this.written = new Written(model);
  }

  /** Takes an event whose data is JSON. */
  abstract boolean event(@Nullable String name, JsonNode data);

  @Override
  public boolean event(SseEvent event) {
    if (event.data().isEmpty()) {
      return true;
    }
    var data = Frames.read(event.data());
    return data == null || event(event.name(), data);
  }

  final void use(@Nullable ReportedUsage said) {
    usage = said;
  }

  @Override
  public @Nullable ReportedUsage usage() {
    return usage;
  }

  @Override
  public long writtenTokens() {
    return written.tokens();
  }

  @Override
  public long leastWrittenTokens() {
    return written.least();
  }

  @Override
  public boolean isEnded() {
    return ended;
  }

  @Override
  public boolean isFailed() {
    return failed;
  }
}
