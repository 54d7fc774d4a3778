package com.geniinow.runtime.command.agent;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What binds a task beside its agent's quota.
 *
 * @param maxDurationSeconds how long each attempt may run; null for what is usual
 * @param maxCalls model calls that all its attempts may make together; null for any number
 * @param maxCostUsd what these may cost together; null for any sum
 */
public record TaskLimits(
    @Nullable Integer maxDurationSeconds,
    @Nullable Integer maxCalls,
    @Nullable BigDecimal maxCostUsd) {
  /** Nothing but what binds every task. */
  public static final TaskLimits NONE = new TaskLimits(null, null, null);

  /** Whether its calls are counted. */
  public boolean bindsCalls() {
    return maxCalls != null || maxCostUsd != null;
  }
}
