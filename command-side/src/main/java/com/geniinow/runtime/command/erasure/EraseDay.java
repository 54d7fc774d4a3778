package com.geniinow.runtime.command.erasure;

import com.geniinow.runtime.command.line.AgentCommand;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;

/**
 * Erases what an agent's tasks said on a day (UTC), if that may be, and leaves a run that destroys
 * its key. Answers whether there is such a run now that wasn't before.
 */
record EraseDay(UUID agentId, LocalDate day, Instant at) implements AgentCommand<Boolean> {
  @Override
  public boolean needsItsCaller() {
    return false;
  }
}
