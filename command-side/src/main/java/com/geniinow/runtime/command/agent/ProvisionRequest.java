package com.geniinow.runtime.command.agent;

import com.geniinow.runtime.events.quota.OveragePolicy;
import com.geniinow.runtime.platform.web.PlainLine;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The body of {@code POST /api/agents/provision}; limits left out get their defaults. */
record ProvisionRequest(
    @NotBlank @Size(max = 200) @PlainLine String name,
    @NotNull UUID entityId,
    @Nullable UUID agentId,
    @Nullable @PositiveOrZero @Max(MAX_EXACT) Long monthlyTokenLimit,
    @Nullable @PositiveOrZero @Digits(integer = 12, fraction = 10) @DecimalMax("100000000000") BigDecimal monthlyCostLimitUsd,
    @Nullable @PositiveOrZero @Max(MAX_EXACT) Long storageLimitBytes,
    @Nullable OveragePolicy overagePolicy,
    @Nullable ObjectNode metadata,
    @Nullable @Size(min = 1, max = 200) String idempotencyKey,
    @Nullable @PositiveOrZero @Max(MAX_EXACT) Long dailyTokenLimit,
    @Nullable @PositiveOrZero @Digits(integer = 12, fraction = 10) @DecimalMax("100000000000") BigDecimal dailyCostLimitUsd,
    @Nullable @PositiveOrZero @Digits(integer = 12, fraction = 10) @DecimalMax("100000000000") BigDecimal maxCostPerMinuteUsd) {
  /** The largest whole number that every JSON reader keeps exact: 2^53 - 1. */
  static final long MAX_EXACT = 9_007_199_254_740_991L;
}
