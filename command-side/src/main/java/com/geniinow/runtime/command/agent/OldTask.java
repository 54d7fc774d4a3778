package com.geniinow.runtime.command.agent;

import com.geniinow.runtime.events.task.TaskPlan;
import java.math.BigDecimal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A task that the agent does not remember and that is to be queued, again or at its time.
 *
 * @param attempt the number its next attempt gets
 * @param stored what is left of its plan, as an event holds it; null for the usual one
 */
public record OldTask(
    UUID taskId,
    int attempt,
    String type,
    @Nullable String model,
    long estimatedTokens,
    BigDecimal estimatedCostUsd,
    @Nullable TaskPlan stored) {
  /** With the usual plan. */
  public OldTask(
      UUID taskId,
      int attempt,
      String type,
      @Nullable String model,
      long estimatedTokens,
      BigDecimal estimatedCostUsd) {
    this(taskId, attempt, type, model, estimatedTokens, estimatedCostUsd, null);
  }
}
