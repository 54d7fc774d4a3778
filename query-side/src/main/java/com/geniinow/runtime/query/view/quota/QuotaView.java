package com.geniinow.runtime.query.view.quota;

import com.geniinow.runtime.events.quota.OveragePolicy;
import com.geniinow.runtime.events.quota.QuotaLimits;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A quota as the routes show it, for the month of the reader's clock: a new month starts at 0 also
 * before anything has happened in it.
 *
 * @param storageReservedBytes what uploads on their way hold beside what is used
 * @param tokensPct used share of the limit, 0 to 100; a limit of 0 reads 100
 */
public record QuotaView(
    UUID agentId,
    String period,
    long monthlyTokenLimit,
    long monthlyTokensUsed,
    long monthlyTokensReserved,
    double tokensPct,
    BigDecimal monthlyCostLimitUsd,
    BigDecimal monthlyCostUsedUsd,
    BigDecimal monthlyCostReservedUsd,
    double costPct,
    long storageLimitBytes,
    long storageUsedBytes,
    long storageReservedBytes,
    double storagePct,
    @Schema(allowableValues = {"block", "alert_only", "allow"}) String overagePolicy,
    Instant resetsAt) {

  /** What {@link #of} reads, of one agent. */
  public static final String SELECT = "SELECT * FROM agent_quotas WHERE agent_id = ?";

  /** That of a new agent: nothing is used. */
  public static QuotaView untouched(
      UUID agentId, QuotaLimits limits, OveragePolicy policy, Instant at) {
    var month = YearMonth.from(at.atOffset(ZoneOffset.UTC));
    return new QuotaView(
        agentId,
        month.toString(),
        limits.monthlyTokens(),
        0,
        0,
        percent(BigDecimal.ZERO, BigDecimal.valueOf(limits.monthlyTokens())),
        limits.monthlyCostUsd(),
        BigDecimal.ZERO,
        BigDecimal.ZERO,
        percent(BigDecimal.ZERO, limits.monthlyCostUsd()),
        limits.storageBytes(),
        0,
        0,
        percent(BigDecimal.ZERO, BigDecimal.valueOf(limits.storageBytes())),
        policy.wire(),
        end(month));
  }

  private static Instant end(YearMonth month) {
    return month.plusMonths(1).atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC);
  }

  /** Reads a row. */
  public static QuotaView of(ResultSet row, Instant now) throws SQLException {
    var current = YearMonth.from(now.atOffset(ZoneOffset.UTC));
    var stored = YearMonth.parse(row.getString("period"));
    var over = current.isAfter(stored);
    var month = over ? current : stored;
    long tokenLimit = row.getLong("monthly_token_limit");
    long tokensUsed = over ? 0 : row.getLong("monthly_tokens_used");
    var costLimit = usd(row, "monthly_cost_limit_usd");
    var costUsed = over ? BigDecimal.ZERO : usd(row, "monthly_cost_used_usd");
    long storageLimit = row.getLong("storage_limit_bytes");
    long storageUsed = row.getLong("storage_used_bytes");
    return new QuotaView(
        row.getObject("agent_id", UUID.class),
        month.toString(),
        tokenLimit,
        tokensUsed,
        over ? 0 : row.getLong("monthly_tokens_reserved"),
        percent(BigDecimal.valueOf(tokensUsed), BigDecimal.valueOf(tokenLimit)),
        costLimit,
        costUsed,
        over ? BigDecimal.ZERO : usd(row, "monthly_cost_reserved_usd"),
        percent(costUsed, costLimit),
        storageLimit,
        storageUsed,
        // Holds from before the column was there were never added.
        Math.max(0, row.getLong("storage_reserved_bytes")),
        percent(BigDecimal.valueOf(storageUsed), BigDecimal.valueOf(storageLimit)),
        row.getString("overage_policy"),
        end(month));
  }

  /** Whether nothing is missing, as it may be where it was read from somewhere. */
  @SuppressWarnings("ConstantValue") // what JSON lacks is null, whatever the types say
  boolean isWhole() {
    return Stream.of(
            agentId,
            period,
            monthlyCostLimitUsd,
            monthlyCostUsedUsd,
            monthlyCostReservedUsd,
            overagePolicy,
            resetsAt)
        .allMatch(Objects::nonNull);
  }

  /** A share in percent with two decimals, capped at 100. */
  static double percent(BigDecimal used, BigDecimal limit) {
    if (limit.signum() == 0) {
      return 100;
    }
    var percent = used.movePointRight(2).divide(limit, 2, RoundingMode.HALF_UP);
    return percent.min(BigDecimal.valueOf(100)).doubleValue();
  }

  static BigDecimal usd(ResultSet row, String column) throws SQLException {
    var amount = row.getBigDecimal(column).stripTrailingZeros();
    return amount.scale() < 0 ? amount.setScale(0) : amount;
  }
}
