package com.geniinow.runtime.events.task;

import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.events.RuntimeEvent;
import com.geniinow.runtime.events.Sealed;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What happens to a task. Attempts count from 1 and never restart, also not after a redrive. */
public sealed interface TaskEvent extends RuntimeEvent {
  UUID taskId();

  /** What a task says goes with its day. */
  @Override
  default boolean lasts() {
    return false;
  }

  /**
   * Taken: queued, or in the state its plan begins with. The reservation is the quota's event
   * beside it; a task with a time to run at holds nothing yet.
   *
   * @param maxDurationSeconds how long each attempt may run; null in events of before
   * @param maxCalls model calls that all its attempts may make together; null for any number
   * @param maxCostUsd what these may cost together; null for any sum
   * @param plan when it is to run, and how; null for the usual one
   * @param labels what its agent finds it by, in the order of their names; null for none
   * @param payloadSha256 of the payload's RFC 8785 form, in hexadecimal; null in events of before
   */
  record TaskSubmitted(
      UUID agentId,
      UUID taskId,
      String type,
      @Sealed Json payload,
      @Nullable String model,
      long estimatedTokens,
      BigDecimal estimatedCostUsd,
      @Sealed @Nullable String idempotencyKey,
      Instant at,
      @Nullable Integer maxDurationSeconds,
      @Nullable Integer maxCalls,
      @Nullable BigDecimal maxCostUsd,
      @Nullable TaskPlan plan,
      @Sealed @Nullable Map<String, String> labels,
      @Nullable String payloadSha256)
      implements TaskEvent {
    public TaskSubmitted {
      labels =
          labels == null || labels.isEmpty()
              ? null
              : Collections.unmodifiableMap(new TreeMap<>(labels));
    }

    /** Without labels. */
    public TaskSubmitted(
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
        @Nullable BigDecimal maxCostUsd,
        @Nullable TaskPlan plan) {
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
          maxDurationSeconds,
          maxCalls,
          maxCostUsd,
          plan,
          null,
          null);
    }

    /** With the usual plan, without labels. */
    public TaskSubmitted(
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
        @Nullable BigDecimal maxCostUsd) {
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
          maxDurationSeconds,
          maxCalls,
          maxCostUsd,
          null,
          null,
          null);
    }

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
          null,
          null);
    }

    /** Where the task stands with it. */
    public TaskState stateThen() {
      return TaskPlan.of(plan).firstState();
    }
  }

  /** A worker runs it. */
  record TaskStarted(UUID agentId, UUID taskId, int attempt, String workerId, Instant at)
      implements TaskEvent {}

  /** Done. */
  record TaskCompleted(UUID agentId, UUID taskId, int attempt, @Sealed Json result, Instant at)
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
      @Sealed String error,
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
      UUID agentId, UUID taskId, int attempts, @Sealed String error, String reason, Instant at)
      implements TaskEvent {}

  /**
   * An administrator queued a dead-lettered task again, with a new retry budget. It repeats what
   * the agent forgot when the task ended.
   *
   * @param attempt the number of the attempt that will run next
   * @param plan what is left of the task's; null for the usual one
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
      Instant at,
      @Nullable TaskPlan plan)
      implements TaskEvent {
    /** With the usual plan. */
    public TaskRedriven(
        UUID agentId,
        UUID taskId,
        int attempt,
        String type,
        @Nullable String model,
        long estimatedTokens,
        BigDecimal estimatedCostUsd,
        String by,
        Instant at) {
      this(agentId, taskId, attempt, type, model, estimatedTokens, estimatedCostUsd, by, at, null);
    }
  }

  /**
   * Its worker handed the running attempt back; no retry is counted. The task is in its queue again
   * and holds what its next attempt may use.
   */
  record TaskReleased(UUID agentId, UUID taskId, int attempt, Instant at) implements TaskEvent {}

  /**
   * Withdrawn.
   *
   * @param reason null of an agent that is erased again, whose text can't be kept
   */
  record TaskCancelled(
      UUID agentId, UUID taskId, @Sealed @Nullable String reason, String by, Instant at)
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

  /**
   * The time of a scheduled task has come, and the quota holds for it: it is queued. It repeats
   * what the agent forgot meanwhile.
   *
   * @param plan what is left of the task's; null for the usual one
   */
  record TaskDue(
      UUID agentId,
      UUID taskId,
      String type,
      @Nullable String model,
      long estimatedTokens,
      BigDecimal estimatedCostUsd,
      @Nullable TaskPlan plan,
      Instant at)
      implements TaskEvent {}

  /** Given up because it waited for too long; what it held is given back. */
  record TaskExpired(UUID agentId, UUID taskId, Instant at) implements TaskEvent {}

  /**
   * A person lets it run.
   *
   * @param payloadSha256 of the payload's RFC 8785 form, as whoever decided named it; hexadecimal
   * @param runAt when it is to run: it is scheduled; null where it is queued
   */
  record TaskApproved(
      UUID agentId,
      UUID taskId,
      String by,
      @Sealed @Nullable String reason,
      String payloadSha256,
      @Nullable Instant runAt,
      Instant at)
      implements TaskEvent {}

  /**
   * A person does not let it run, or nobody decided in time; what it held is given back.
   *
   * @param payloadSha256 as in {@link TaskApproved}; null where nobody decided
   */
  record TaskDenied(
      UUID agentId,
      UUID taskId,
      String by,
      @Sealed @Nullable String reason,
      @Nullable String payloadSha256,
      Instant at)
      implements TaskEvent {}
}
