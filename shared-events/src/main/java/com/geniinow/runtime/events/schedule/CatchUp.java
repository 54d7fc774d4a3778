package com.geniinow.runtime.events.schedule;

import java.util.Locale;

/** What becomes of runs that were due while nobody was there. */
public enum CatchUp {
  /** They did not happen. */
  NONE,
  /** The last of them happens late. */
  LAST;

  /** The name on the wire and in tables, such as {@code none}. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The one of that name.
   *
   * @throws IllegalArgumentException where none has it
   */
  public static CatchUp of(String wire) {
    return valueOf(wire.toUpperCase(Locale.ROOT));
  }
}
