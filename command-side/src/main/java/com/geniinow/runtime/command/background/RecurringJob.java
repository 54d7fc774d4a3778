package com.geniinow.runtime.command.background;

import java.time.Duration;
import java.util.Optional;

/**
 * Work that is done again and again, by one process of the fleet at a time. A run that fails is
 * logged and tried again at its next turn, so a run must be able to start over.
 */
public interface RecurringJob {
  /** A name that never changes: the fleet agrees by it. */
  String name();

  /** The pause between two runs. */
  Duration every();

  /** One run. */
  void run();

  /**
   * What says that a run would find something. A job that has it runs when there is something to
   * do, with {@link #every()} between two runs, and else rarely ({@link Lookout#REGARDLESS}): an
   * idle system asks no table in vain.
   */
  default Optional<Due> due() {
    return Optional.empty();
  }
}
