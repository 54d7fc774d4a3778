package com.geniinow.runtime.command.quota;

import com.geniinow.runtime.command.line.AgentCommand;
import com.geniinow.runtime.events.quota.OveragePolicy;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Sets an agent's limits and policy; what is null stays as it is. */
public record ChangeQuota(
    UUID agentId,
    @Nullable Long monthlyTokens,
    @Nullable BigDecimal monthlyCostUsd,
    @Nullable Long storageBytes,
    @Nullable OveragePolicy policy,
    String by,
    Instant at)
    implements AgentCommand<Void> {}
