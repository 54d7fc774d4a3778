package com.geniinow.runtime.command.budget;

import com.geniinow.runtime.events.quota.OveragePolicy;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Sets a budget's limits and policy; what is null stays, what is empty has no limit any more. */
record SetBudget(
    UUID entityId,
    @Nullable Optional<Long> monthlyTokens,
    @Nullable Optional<BigDecimal> monthlyCostUsd,
    @Nullable Optional<Long> dailyTokens,
    @Nullable Optional<BigDecimal> dailyCostUsd,
    @Nullable OveragePolicy policy,
    String by,
    Instant at)
    implements BudgetCommand<Void> {}
