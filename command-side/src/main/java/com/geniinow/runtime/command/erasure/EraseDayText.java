package com.geniinow.runtime.command.erasure;

import com.geniinow.runtime.command.line.AgentCommand;
import com.geniinow.runtime.events.agent.ErasedText;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/**
 * Empties some rows of what an agent's tasks said on a day (UTC), if that may be. Answers whether
 * it did.
 *
 * @param of tasks or their labels
 * @param rows by their primary keys, at most {@link DayTextTable#BATCH}: other commands wait for it
 * @param sealedThrough as {@link SealedThrough#of} said a while ago: up to there no event is clear
 */
record EraseDayText(
    UUID agentId, LocalDate day, ErasedText of, List<UUID> rows, long sealedThrough, Instant at)
    implements AgentCommand<Boolean> {
  EraseDayText {
    rows = List.copyOf(rows);
  }

  @Override
  public boolean needsItsCaller() {
    return false;
  }
}
