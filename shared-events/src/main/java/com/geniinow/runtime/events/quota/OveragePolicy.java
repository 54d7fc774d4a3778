package com.geniinow.runtime.events.quota;

import java.util.Locale;

/** What happens when a task would pass the token or cost limit; storage always blocks. */
public enum OveragePolicy {
  /** The task is refused before any model call. */
  BLOCK,
  /** The task runs and people are told. */
  ALERT_ONLY,
  /** The task runs and the overage is recorded. */
  ALLOW;

  /** The name on the wire and in tables, such as {@code alert_only}. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
