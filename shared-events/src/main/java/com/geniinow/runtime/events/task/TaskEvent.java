package com.geniinow.runtime.events.task;

import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.events.RuntimeEvent;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What happens to a task. Attempts count from 1 and never restart, also not after a redrive. */
public sealed interface TaskEvent extends RuntimeEvent {
  UUID taskId();

  /**
   * Admitted and queued; the reservation is the quota's event beside it.
   *
   * @param maxDurationSeconds how long each attempt may run; null in events of before
   * @param maxCalls model calls that all its attempts may make together; null for any number
   * @param maxCostUsd what these may cost together; null for any sum
   */
  record TaskSubmitted(
      UUID agentId,
      UUID taskId,
      String type,
      Json payload,
      @Nullable String model,
      long estimatedTokens,
      BigDecimal estimatedCostUsd,
      @Nullable String idempotencyKey,
      Instant at,
      @Nullable Integer maxDurationSeconds,
      @Nullable Integer maxCalls,
      @Nullable BigDecimal maxCostUsd)
      implements TaskEvent {
    /** Without limits of its own. */
    public TaskSubmitted(
        UUID agentId,
        UUID taskId,
        String type,
        Json payload,
        @Nullable String model,
        long estimatedTokens,
        BigDecimal estimatedCostUsd,
        @Nullable String idempotencyKey,
        Instant at) {
      this(
          agentId,
          taskId,
          type,
          payload,
          model,
          estimatedTokens,
          estimatedCostUsd,
          idempotencyKey,
          at,
          null,
          null,
          null);
    }
  }

  /** A worker runs it. */
  record TaskStarted(UUID agentId, UUID taskId, int attempt, String workerId, Instant at)
      implements TaskEvent {}

  /** Done. */
  record TaskCompleted(UUID agentId, UUID taskId, int attempt, Json result, Instant at)
      implements TaskEvent {}

  /**
   * An attempt ended without a result.
   *
   * @param nextAttemptAt when the next one is due; null when there will be none
   * @param cause what it says about others than its task; absent where it says nothing
   */
  record TaskAttemptFailed(
      UUID agentId,
      UUID taskId,
      int attempt,
      String error,
      boolean retryable,
      @Nullable Instant nextAttemptAt,
      Instant at,
      @Nullable FailureCause cause)
      implements TaskEvent {
    /** Without a cause. */
    public TaskAttemptFailed(
        UUID agentId,
        UUID taskId,
        int attempt,
        String error,
        boolean retryable,
        @Nullable Instant nextAttemptAt,
        Instant at) {
      this(agentId, taskId, attempt, error, retryable, nextAttemptAt, at, null);
    }
  }

  /** Its time to be retried has come: it is in its queue again. */
  record TaskRequeued(UUID agentId, UUID taskId, int attempt, Instant at) implements TaskEvent {}

  /** Given up; people are told. */
  record TaskDeadLettered(
      UUID agentId, UUID taskId, int attempts, String error, String reason, Instant at)
      implements TaskEvent {}

  /**
   * An administrator queued a dead-lettered task again, with a new retry budget. It repeats what
   * the agent forgot when the task ended.
   *
   * @param attempt the number of the attempt that will run next
   */
  record TaskRedriven(
      UUID agentId,
      UUID taskId,
      int attempt,
      String type,
      @Nullable String model,
      long estimatedTokens,
      BigDecimal estimatedCostUsd,
      String by,
      Instant at)
      implements TaskEvent {}

  /** Withdrawn. */
  record TaskCancelled(UUID agentId, UUID taskId, String reason, String by, Instant at)
      implements TaskEvent {}

  /**
   * A brake ended the running attempt; no retry is counted. The task is in its queue again and
   * holds nothing until {@link TaskUnbraked}.
   */
  record TaskBraked(UUID agentId, UUID taskId, int attempt, UUID brakeId, Instant at)
      implements TaskEvent {}

  /**
   * Its brake is gone, and its next attempt holds what it may use.
   *
   * @param attempt that will run next
   */
  record TaskUnbraked(UUID agentId, UUID taskId, int attempt, Instant at) implements TaskEvent {}
}
