package com.geniinow.runtime.command.stream;

import org.jspecify.annotations.Nullable;

/** An event with the bytes that all streams write of it. Safe for threads. */
final class SentEvent {
  private final PushedEvent event;
  private final StreamFrames frames;
  private volatile byte @Nullable [] bytes;

  SentEvent(PushedEvent event, StreamFrames frames) {
    this.event = event;
    this.frames = frames;
  }

  PushedEvent event() {
    return event;
  }

  long position() {
    return event.position();
  }

  /** The same for all: not to be changed. */
  byte[] bytes() {
    var known = bytes;
    if (known == null) {
      known = frames.event(event);
      bytes = known;
    }
    return known;
  }
}
