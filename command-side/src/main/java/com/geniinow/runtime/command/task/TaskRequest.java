package com.geniinow.runtime.command.task;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
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
    @Nullable @Size(min = 1, max = 200) String idempotencyKey) {
  static final int LONGEST_MODEL = 100; // characters

  /** The largest estimate that is taken. */
  static final long MAX_TOKENS = 1_000_000_000_000L;
}
