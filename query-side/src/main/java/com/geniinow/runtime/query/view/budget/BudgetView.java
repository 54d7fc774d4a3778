package com.geniinow.runtime.query.view.budget;

import com.geniinow.runtime.query.view.quota.Amounts;
import com.geniinow.runtime.query.view.quota.QuotaView;
import com.geniinow.runtime.query.view.quota.RaiseView;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the agents of an entity, or of the platform, may use together, and have.
 *
 * @param budgetId under which its ledger stands
 * @param entityId the platform's own id for the platform
 * @param monthlyTokenLimit with its raises; null for no such limit, as in all four
 * @param tokensPct used share of the limit, 0 to 100; null where there is none
 * @param raises those in force
 * @param agents what each has used, those that spent most this month first; 1,000 at most
 */
public record BudgetView(
    UUID budgetId,
    UUID entityId,
    @Schema(allowableValues = {"entity", "platform"}) String level,
    String period,
    @Nullable Long monthlyTokenLimit,
    long monthlyTokensUsed,
    long monthlyTokensReserved,
    @Nullable Double tokensPct,
    @Nullable BigDecimal monthlyCostLimitUsd,
    BigDecimal monthlyCostUsedUsd,
    BigDecimal monthlyCostReservedUsd,
    @Nullable Double costPct,
    String day,
    @Nullable Long dailyTokenLimit,
    long dailyTokensUsed,
    long dailyTokensReserved,
    @Nullable Double dailyTokensPct,
    @Nullable BigDecimal dailyCostLimitUsd,
    BigDecimal dailyCostUsedUsd,
    BigDecimal dailyCostReservedUsd,
    @Nullable Double dailyCostPct,
    @Schema(allowableValues = {"block", "alert_only", "allow"}) String overagePolicy,
    Instant resetsAt,
    Instant dayResetsAt,
    List<RaiseView> raises,
    List<QuotaView> agents) {

  static BudgetView of(
      UUID budgetId,
      UUID entityId,
      String level,
      Amounts month,
      Amounts day,
      String policy,
      List<RaiseView> raises,
      List<QuotaView> agents) {
    return new BudgetView(
        budgetId,
        entityId,
        level,
        month.name(),
        month.tokenLimit(),
        month.tokensUsed(),
        month.tokensReserved(),
        month.tokensPct(),
        month.costLimitUsd(),
        month.costUsedUsd(),
        month.costReservedUsd(),
        month.costPct(),
        day.name(),
        day.tokenLimit(),
        day.tokensUsed(),
        day.tokensReserved(),
        day.tokensPct(),
        day.costLimitUsd(),
        day.costUsedUsd(),
        day.costReservedUsd(),
        day.costPct(),
        policy,
        month.resetsAt(),
        day.resetsAt(),
        raises,
        agents);
  }
}
