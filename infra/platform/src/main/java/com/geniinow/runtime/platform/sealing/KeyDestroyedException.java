package com.geniinow.runtime.platform.sealing;

import java.time.LocalDate;
import java.util.UUID;

/** A key was destroyed, so nothing can be sealed under it any more; it is not made anew. */
public final class KeyDestroyedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final UUID agent;
  private final LocalDate day;
  private final boolean ofAgent;

  /**
   * Whose key is gone.
   *
   * @param ofAgent whether all of the agent's are, of whatever day
   */
  public KeyDestroyedException(UUID agent, LocalDate day, boolean ofAgent) {
    super("the key of agent %s for %s was destroyed".formatted(agent, day));
    this.agent = agent;
    this.day = day;
    this.ofAgent = ofAgent;
  }

  /** Whose it was. */
  public UUID agent() {
    return agent;
  }

  /** The day (UTC) that it was of. */
  public LocalDate day() {
    return day;
  }

  /** Whether the agent has no key of any day, and never will. */
  public boolean isOfAgent() {
    return ofAgent;
  }
}
