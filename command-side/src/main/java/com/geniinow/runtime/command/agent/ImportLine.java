package com.geniinow.runtime.command.agent;

import com.geniinow.runtime.events.quota.OveragePolicy;
import com.geniinow.runtime.events.quota.QuotaLimits;
import com.geniinow.runtime.platform.web.PlainLine;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** One line of {@code POST /api/agents/import}: an existing agent, and limits if not the usual. */
record ImportLine(
    @NotNull UUID agentId,
    @NotNull UUID entityId,
    @NotBlank @Size(max = 200) @PlainLine String name,
    @Nullable ObjectNode metadata,
    @Nullable @PositiveOrZero @Max(ProvisionRequest.MAX_EXACT) Long monthlyTokenLimit,
    @Nullable @PositiveOrZero @Digits(integer = 12, fraction = 10) @DecimalMax("100000000000") BigDecimal monthlyCostLimitUsd,
    @Nullable @PositiveOrZero @Max(ProvisionRequest.MAX_EXACT) Long storageLimitBytes,
    @Nullable OveragePolicy overagePolicy,
    @Nullable @PositiveOrZero @Max(ProvisionRequest.MAX_EXACT) Long dailyTokenLimit,
    @Nullable @PositiveOrZero @Digits(integer = 12, fraction = 10) @DecimalMax("100000000000") BigDecimal dailyCostLimitUsd,
    @Nullable @PositiveOrZero @Digits(integer = 12, fraction = 10) @DecimalMax("100000000000") BigDecimal maxCostPerMinuteUsd) {
  ImportAgent command(String by, Instant at) {
    var standard = QuotaLimits.DEFAULT;
    return new ImportAgent(
        agentId,
        entityId,
        name,
        AgentMetadata.of(metadata),
        new QuotaLimits(
            Optional.ofNullable(monthlyTokenLimit).orElse(standard.monthlyTokens()),
            Optional.ofNullable(monthlyCostLimitUsd).orElse(standard.monthlyCostUsd()),
            Optional.ofNullable(storageLimitBytes).orElse(standard.storageBytes()),
            dailyTokenLimit,
            dailyCostLimitUsd,
            maxCostPerMinuteUsd),
        Optional.ofNullable(overagePolicy).orElse(OveragePolicy.BLOCK),
        by,
        at);
  }
}
