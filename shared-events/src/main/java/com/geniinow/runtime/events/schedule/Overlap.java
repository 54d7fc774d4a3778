package com.geniinow.runtime.events.schedule;

import java.util.Locale;

/** What becomes of a run that is due while the one before it has not ended. */
public enum Overlap {
  /** It does not happen. */
  SKIP,
  /** It is queued behind it. */
  QUEUE;

  /** The name on the wire and in tables, such as {@code skip}. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The one of that name.
   *
   * @throws IllegalArgumentException where none has it
   */
  public static Overlap of(String wire) {
    return valueOf(wire.toUpperCase(Locale.ROOT));
  }
}
