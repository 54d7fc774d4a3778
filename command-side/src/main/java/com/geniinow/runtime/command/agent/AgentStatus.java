package com.geniinow.runtime.command.agent;

import java.util.Locale;

/** Where an agent is in its life. */
public enum AgentStatus {
  ACTIVE,
  SUSPENDED,
  TERMINATED;

  /** The name on the wire, such as {@code active}. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
