package com.geniinow.runtime.command.quota;

import com.geniinow.runtime.command.line.AgentCommand;
import com.geniinow.runtime.events.quota.OveragePolicy;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Sets an agent's limits and policy; what is null stays as it is, what is empty has no limit any
 * more.
 */
public record ChangeQuota(
    UUID agentId,
    @Nullable Long monthlyTokens,
    @Nullable BigDecimal monthlyCostUsd,
    @Nullable Long storageBytes,
    @Nullable OveragePolicy policy,
    @Nullable Optional<Long> dailyTokens,
    @Nullable Optional<BigDecimal> dailyCostUsd,
    @Nullable Optional<BigDecimal> costPerMinuteUsd,
    String by,
    Instant at)
    implements AgentCommand<Void> {}
