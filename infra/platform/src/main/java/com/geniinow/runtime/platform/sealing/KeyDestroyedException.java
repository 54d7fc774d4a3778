package com.geniinow.runtime.platform.sealing;

import java.time.LocalDate;
import java.util.UUID;

/** A key was destroyed, so nothing can be sealed under it any more; it is not made anew. */
public final class KeyDestroyedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The key of an agent's day. */
  public KeyDestroyedException(UUID agent, LocalDate day) {
    super("the key of agent %s for %s was destroyed".formatted(agent, day));
  }
}
