package com.geniinow.runtime.command.task;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
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
    @Nullable @PositiveOrZero @Digits(integer = 12, fraction = 10) @DecimalMax("100000000000") BigDecimal maxCostUsd) {
  /** The most calls that a task can be bound to. */
  static final int MAX_CALLS = 1_000_000_000;

  static final int LONGEST_MODEL = 100; // characters

  /** The largest estimate that is taken. */
  static final long MAX_TOKENS = 1_000_000_000_000L;
}
