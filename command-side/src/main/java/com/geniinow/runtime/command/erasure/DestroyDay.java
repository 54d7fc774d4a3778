package com.geniinow.runtime.command.erasure;

import com.geniinow.runtime.command.line.AgentCommand;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;

/**
 * Destroys the key of a day (UTC) of an agent whose rows are empty. Answers whether it did: not
 * under a legal hold, nor where the day isn't that far, or another process was faster.
 *
 * @param at before its row says that the key is gone, which is dated once it is
 */
record DestroyDay(UUID agentId, LocalDate day, Instant at) implements AgentCommand<Boolean> {
  @Override
  public boolean needsItsCaller() {
    return false;
  }
}
