package com.geniinow.runtime.command.erasure;

import com.geniinow.runtime.command.line.AgentCommand;
import com.geniinow.runtime.events.agent.ErasedCounts;
import java.time.Instant;
import java.util.UUID;

/**
 * Begins to erase a terminated agent; one that is erased, or is being erased, answers what began
 * before. A dry run changes nothing, also under a legal hold.
 *
 * @param erasureId of the erasure, if it begins
 * @param counted what there is of the agent, as {@link ErasedTable#count} says
 * @param unsealed what a dry run says of its events, as {@link ErasedTable#unsealed} does
 */
record EraseAgent(
    UUID agentId,
    UUID erasureId,
    String reason,
    boolean dryRun,
    ErasedCounts counted,
    long unsealed,
    String by,
    Instant at)
    implements AgentCommand<EraseAgent.Result> {
  /** What becomes of it. */
  sealed interface Result {}

  /** It has begun, now or before. */
  record Begun(UUID erasureId) implements Result {}

  /**
   * A dry run.
   *
   * @param unsealed events whose text is stored clear, so that they must be sealed first
   * @param held whether a legal hold stands in the way
   */
  record Found(ErasedCounts counts, long unsealed, boolean held) implements Result {}
}
