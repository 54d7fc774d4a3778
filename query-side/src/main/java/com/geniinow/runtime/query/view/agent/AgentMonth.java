package com.geniinow.runtime.query.view.agent;

import com.geniinow.runtime.query.view.quota.QuotaView;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;

/**
 * What an agent has used of this month's limits, and holds: as its quota shows it.
 *
 * @param tokensPct used share of the limit, 0 to 100; a limit of 0 reads 100
 */
public record AgentMonth(
    String period,
    long monthlyTokenLimit,
    long monthlyTokensUsed,
    long monthlyTokensReserved,
    double tokensPct,
    BigDecimal monthlyCostLimitUsd,
    BigDecimal monthlyCostUsedUsd,
    BigDecimal monthlyCostReservedUsd,
    double costPct,
    @Schema(allowableValues = {"block", "alert_only", "allow"}) String overagePolicy) {
  static AgentMonth of(QuotaView quota) {
    return new AgentMonth(
        quota.period(),
        quota.monthlyTokenLimit(),
        quota.monthlyTokensUsed(),
        quota.monthlyTokensReserved(),
        quota.tokensPct(),
        quota.monthlyCostLimitUsd(),
        quota.monthlyCostUsedUsd(),
        quota.monthlyCostReservedUsd(),
        quota.costPct(),
        quota.overagePolicy());
  }
}
