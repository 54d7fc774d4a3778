package com.geniinow.runtime.events.quota;

import java.util.Locale;

/** Whose limit is meant; a use counts at all three. */
public enum Level {
  AGENT,
  ENTITY,
  PLATFORM;

  /** The name on the wire and in tables, such as {@code entity}. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
