package com.geniinow.runtime.platform.protocol;

import java.util.Locale;

/** Whose API a provider speaks. */
public enum Kind {
  OPENAI,
  ANTHROPIC;

  /** The name in settings and on the wire. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
