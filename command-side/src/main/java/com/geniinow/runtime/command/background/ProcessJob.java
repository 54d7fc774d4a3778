package com.geniinow.runtime.command.background;

import java.time.Duration;
import java.util.Optional;

/** Light work that each process does for itself; a run that fails is tried again at its turn. */
public interface ProcessJob {
  /** The pause between two runs. */
  Duration every();

  /** One run. */
  void run();

  /** What says that a run would find something; as of {@link RecurringJob#due()}. */
  default Optional<Due> due() {
    return Optional.empty();
  }
}
