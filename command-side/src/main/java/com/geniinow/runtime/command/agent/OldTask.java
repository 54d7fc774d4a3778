package com.geniinow.runtime.command.agent;

import java.math.BigDecimal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A task that was given up and is to be queued again.
 *
 * @param attempt the number its next attempt gets
 */
public record OldTask(
    UUID taskId,
    int attempt,
    String type,
    @Nullable String model,
    long estimatedTokens,
    BigDecimal estimatedCostUsd) {}
