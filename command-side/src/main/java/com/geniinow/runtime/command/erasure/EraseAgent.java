package com.geniinow.runtime.command.erasure;

import com.geniinow.runtime.command.line.AgentCommand;
import com.geniinow.runtime.events.agent.ErasedCounts;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

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
   * @param erasureId of the erasure that began before; null for none
   * @param counts what there is; what there was when it began, of one that began before
   * @param unsealed events whose text is stored clear, so that they must be sealed first
   * @param held whether a legal hold stands in the way; false once nothing is left to be erased
   */
  record Found(@Nullable UUID erasureId, ErasedCounts counts, long unsealed, boolean held)
      implements Result {}
}
