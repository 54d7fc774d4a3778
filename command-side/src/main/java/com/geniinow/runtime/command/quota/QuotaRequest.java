package com.geniinow.runtime.command.quota;

import com.geniinow.runtime.events.quota.OveragePolicy;
import com.geniinow.runtime.platform.web.Clearable;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.PositiveOrZero;
import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code PUT /api/agents/{id}/quota}; what is left out stays as it is, and null takes a
 * limit of a day or of a minute away.
 */
public record QuotaRequest(
    @Nullable @PositiveOrZero @Max(MAX_EXACT) Long monthlyTokenLimit,
    @Nullable @PositiveOrZero @Digits(integer = 12, fraction = 10) @DecimalMax("100000000000") BigDecimal monthlyCostLimitUsd,
    @Nullable @PositiveOrZero @Max(MAX_EXACT) Long storageLimitBytes,
    @Nullable OveragePolicy overagePolicy,
    @Clearable @Nullable Optional<@PositiveOrZero @Max(MAX_EXACT) Long> dailyTokenLimit,
    @Clearable
        @Nullable Optional<
                @PositiveOrZero @Digits(integer = 12, fraction = 10) @DecimalMax("100000000000") BigDecimal>
            dailyCostLimitUsd,
    @Clearable
        @Nullable Optional<
                @PositiveOrZero @Digits(integer = 12, fraction = 10) @DecimalMax("100000000000") BigDecimal>
            maxCostPerMinuteUsd) {
  /** The largest whole number that every JSON reader keeps exact: 2^53 - 1. */
  public static final long MAX_EXACT = 9_007_199_254_740_991L;
}
