package com.geniinow.runtime.command.agent;

import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.events.task.TaskPlan;
import java.math.BigDecimal;
import java.util.Map;
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
 * @param stored when it is to run, and how, as its event holds it; null for the usual plan
 * @param labels what it is found by; empty for nothing
 * @param payloadSha256 of the payload's RFC 8785 form; null where nobody said
 */
public record NewTask(
    UUID taskId,
    String type,
    Json payload,
    @Nullable String model,
    long estimatedTokens,
    BigDecimal estimatedCostUsd,
    @Nullable String idempotencyKey,
    TaskLimits limits,
    @Nullable TaskPlan stored,
    Map<String, String> labels,
    @Nullable String payloadSha256) {
  public NewTask {
    labels = Map.copyOf(labels);
  }

  /** With the usual plan, without labels. */
  public NewTask(
      UUID taskId,
      String type,
      Json payload,
      @Nullable String model,
      long estimatedTokens,
      BigDecimal estimatedCostUsd,
      @Nullable String idempotencyKey,
      TaskLimits limits) {
    this(
        taskId,
        type,
        payload,
        model,
        estimatedTokens,
        estimatedCostUsd,
        idempotencyKey,
        limits,
        null,
        Map.of(),
        null);
  }

  /** When it is to run, and how. */
  public TaskPlan plan() {
    return TaskPlan.of(stored);
  }

  /** Without limits of its own, too. */
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
