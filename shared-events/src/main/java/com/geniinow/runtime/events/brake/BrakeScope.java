package com.geniinow.runtime.events.brake;

import java.util.Locale;

/** What a brake stops. */
public enum BrakeScope {
  /** Everything. */
  FLEET,
  /** The agents of an entity. */
  ENTITY,
  /** One agent. */
  AGENT,
  /** Calls of a model and of its dated variants, and tasks that name it. */
  MODEL,
  /** Tasks of a type. */
  TASK_TYPE;

  /** The name on the wire and in tables, such as {@code task_type}. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The scope of that name.
   *
   * @throws IllegalArgumentException where none has it
   */
  public static BrakeScope of(String wire) {
    return valueOf(wire.toUpperCase(Locale.ROOT));
  }
}
