package com.geniinow.runtime.command.line;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The time for commands: as fine as PostgreSQL keeps it, so that tables and events agree. */
public final class Now {
  private final Clock clock;

  public Now(Clock clock) {
    this.clock = clock;
  }

  /** This moment in whole microseconds. */
  public Instant get() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
