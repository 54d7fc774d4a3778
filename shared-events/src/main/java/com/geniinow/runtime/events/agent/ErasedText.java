package com.geniinow.runtime.events.agent;

import java.util.Locale;

/** What holds text of an agent beside its own row: an erasure empties it row by row. */
public enum ErasedText {
  TASKS,
  LABELS,
  SCHEDULES,
  FILES,
  KEYS,
  CORRECTIONS,
  RAISES;

  /** The name on the wire, such as {@code tasks}. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
