package com.geniinow.runtime.command.agent;

import com.geniinow.runtime.events.Json;
import java.math.BigDecimal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A task that is to be queued.
 *
 * @param model null where it calls none
 * @param estimatedTokens what each of its attempts holds, in tokens
 * @param estimatedCostUsd the same in US dollars
 * @param idempotencyKey null where its client gave none
 * @param limits what binds it beside the quota
 */
public record NewTask(
    UUID taskId,
    String type,
    Json payload,
    @Nullable String model,
    long estimatedTokens,
    BigDecimal estimatedCostUsd,
    @Nullable String idempotencyKey,
    TaskLimits limits) {
  /** Without limits of its own. */
  public NewTask(
      UUID taskId,
      String type,
      Json payload,
      @Nullable String model,
      long estimatedTokens,
      BigDecimal estimatedCostUsd,
      @Nullable String idempotencyKey) {
    this(
        taskId,
        type,
        payload,
        model,
        estimatedTokens,
        estimatedCostUsd,
        idempotencyKey,
        TaskLimits.NONE);
  }
}
