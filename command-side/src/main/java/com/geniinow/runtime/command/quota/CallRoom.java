package com.geniinow.runtime.command.quota;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What a model call may take at most.
 *
 * @param tokens null where no limit blocks
 * @param costUsd null where no limit blocks
 * @param tokensOfTask whether the tokens are those of its task's attempt
 * @param costOfTask whether the money is
 * @param runningCalls of the agent
 */
public record CallRoom(
    @Nullable BigDecimal tokens,
    @Nullable BigDecimal costUsd,
    boolean tokensOfTask,
    boolean costOfTask,
    long runningCalls) {
  /** The same with no more money than this. */
  public CallRoom within(BigDecimal mostUsd) {
    return new CallRoom(
        tokens,
        costUsd == null ? mostUsd : costUsd.min(mostUsd),
        tokensOfTask,
        costOfTask,
        runningCalls);
  }
}
