package com.geniinow.runtime.command.task;

import com.geniinow.runtime.events.task.TaskPlan;
import com.geniinow.runtime.events.task.TaskRetry;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The body of {@code POST /api/tasks}. */
record TaskRequest(
    @Nullable UUID agentId,
    @NotNull @Pattern(regexp = "[a-z][a-z0-9_.-]{0,99}") String type,
    @Nullable ObjectNode payload,
    @Nullable @Size(min = 1, max = LONGEST_MODEL) String model,
    @Nullable @PositiveOrZero @Max(MAX_TOKENS) Long estimatedTokens,
    @Nullable @Size(min = 1, max = 200) String idempotencyKey,
    @Nullable @Min(1) Integer maxDurationSeconds,
    @Nullable @PositiveOrZero @Max(MAX_CALLS) Integer maxCalls,
    @Nullable @PositiveOrZero @Digits(integer = 12, fraction = 10) @DecimalMax("100000000000") BigDecimal maxCostUsd,
    @Nullable @Min(TaskPlan.FIRST) @Max(TaskPlan.LAST) Integer priority,
    @Nullable Instant runAt,
    @Nullable @PositiveOrZero @Max(PlanRequest.LONGEST_SECONDS) Long delaySeconds,
    @Nullable @Min(1) @Max(PlanRequest.LONGEST_SECONDS) Long expiresInSeconds,
    @Nullable @Valid Retry retry,
    @Nullable @Pattern(regexp = "required") String approval,
    @Nullable @Min(1) @Max(PlanRequest.LONGEST_SECONDS) Long approvalExpiresInSeconds,
    @Nullable @Size(max = TaskLabels.MOST) Map<String, String> labels,
    @Nullable @Size(min = 1, max = 2_000) String callbackUrl) {
  /** The most calls that a task can be bound to. */
  static final int MAX_CALLS = 1_000_000_000;

  static final int LONGEST_MODEL = 100; // characters

  /** The largest estimate that is taken. */
  static final long MAX_TOKENS = 1_000_000_000_000L;

  /**
   * How it is tried again; what is left out is as configured.
   *
   * @param maxSeconds no delay is longer; a day where it is left out
   */
  record Retry(
      @Nullable @PositiveOrZero @Max(TaskRetry.MOST) Integer maxRetries,
      @Nullable @PositiveOrZero @Digits(integer = 4, fraction = 3) @DecimalMax("3600") BigDecimal baseSeconds,
      @Nullable @PositiveOrZero @Digits(integer = 5, fraction = 3) @DecimalMax("86400") BigDecimal maxSeconds) {}
}
