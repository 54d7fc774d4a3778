package com.geniinow.runtime.events;

import java.time.Instant;
import java.util.UUID;

/** Anything that can be stored: it belongs to one agent and happened at one moment. */
public interface RuntimeEvent {
  /** The name in an event's meta data under which the key that acted stands, where one did. */
  String KEY_ID = "key_id";

  /** The agent whose event this is, whichever aggregate raised it. */
  UUID agentId();

  /** When it was decided, in microseconds at most; comes with the command, never from replay. */
  Instant at();

  /** Whether what it says is in force after its day, and so lasts as long as its agent. */
  default boolean lasts() {
    return true;
  }
}
