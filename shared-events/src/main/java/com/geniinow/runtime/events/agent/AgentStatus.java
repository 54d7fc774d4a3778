package com.geniinow.runtime.events.agent;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Where an agent is in its life. */
public enum AgentStatus {
  ACTIVE,
  SUSPENDED,
  TERMINATED;

  /** The name on the wire and in tables, such as {@code active}. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** All names on the wire. */
  public static List<String> wires() {
    return Arrays.stream(values()).map(AgentStatus::wire).toList();
  }

  /**
   * The status of that name.
   *
   * @throws IllegalArgumentException where no status has it
   */
  public static AgentStatus of(String wire) {
    return valueOf(wire.toUpperCase(Locale.ROOT));
  }
}
