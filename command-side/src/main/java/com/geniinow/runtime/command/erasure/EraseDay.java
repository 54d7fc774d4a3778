package com.geniinow.runtime.command.erasure;

import com.geniinow.runtime.command.line.AgentCommand;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;

/**
 * Says that what an agent's tasks said on a day (UTC) is erased, if that may be, once its rows are
 * empty, and leaves a run that destroys its key. Answers whether there is such a run now that
 * wasn't before.
 *
 * @param tasks how many were submitted on that day, as {@link DayTextTable#tasks} counts them
 * @param sealedThrough as {@link SealedThrough#of} said a while ago: up to there no event is clear
 */
record EraseDay(UUID agentId, LocalDate day, long tasks, long sealedThrough, Instant at)
    implements AgentCommand<Boolean> {
  @Override
  public boolean needsItsCaller() {
    return false;
  }
}
