package com.geniinow.runtime.events.quota;

import java.util.Locale;

/** Which limit is meant. */
public enum LimitKind {
  TOKENS,
  COST;

  /** The name on the wire and in tables, such as {@code tokens}. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
