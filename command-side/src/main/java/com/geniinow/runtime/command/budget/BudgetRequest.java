package com.geniinow.runtime.command.budget;

import com.geniinow.runtime.command.quota.QuotaRequest;
import com.geniinow.runtime.events.quota.OveragePolicy;
import com.geniinow.runtime.platform.web.Clearable;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.PositiveOrZero;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A budget's limits. What is left out stays as it is, null takes a limit away.
 *
 * @param overagePolicy {@code block} where it was never given
 */
record BudgetRequest(
    @Clearable
        @Nullable Optional<@PositiveOrZero @Max(QuotaRequest.MAX_EXACT) Long> monthlyTokenLimit,
    @Clearable
        @Nullable Optional<
                @PositiveOrZero @Digits(integer = 12, fraction = 10) @DecimalMax("100000000000") BigDecimal>
            monthlyCostLimitUsd,
    @Clearable
        @Nullable Optional<@PositiveOrZero @Max(QuotaRequest.MAX_EXACT) Long> dailyTokenLimit,
    @Clearable
        @Nullable Optional<
                @PositiveOrZero @Digits(integer = 12, fraction = 10) @DecimalMax("100000000000") BigDecimal>
            dailyCostLimitUsd,
    @Nullable OveragePolicy overagePolicy) {

  SetBudget of(UUID entityId, String by, Instant at) {
    return new SetBudget(
        entityId,
        monthlyTokenLimit,
        monthlyCostLimitUsd,
        dailyTokenLimit,
        dailyCostLimitUsd,
        overagePolicy,
        by,
        at);
  }
}
