package com.geniinow.runtime.query.view.quota;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.geniinow.runtime.events.quota.LimitKind;
import com.geniinow.runtime.events.quota.OveragePolicy;
import com.geniinow.runtime.events.quota.QuotaLimits;
import com.geniinow.runtime.events.quota.Window;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * A quota as the routes show it, for the month and the day of the reader's clock: new ones start at
 * 0 also before anything has happened in them.
 *
 * @param storageReservedBytes what uploads on their way hold beside what is used
 * @param tokensPct used share of the limit, 0 to 100; a limit of 0 reads 100
 * @param dailyTokenLimit null for no such limit
 * @param raises those in force; the limits are with them
 * @param levels every limit that this agent's use counts against, in lists and of the past its own
 *     alone
 * @param maxCostPerMinuteUsd above it the agent is suspended; null for no such limit
 * @param memory what its memories take; null, and left out, in lists, of the past, and of an agent
 *     that keeps none
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
    Instant resetsAt,
    String day,
    @Nullable Long dailyTokenLimit,
    long dailyTokensUsed,
    long dailyTokensReserved,
    @Nullable Double dailyTokensPct,
    @Nullable BigDecimal dailyCostLimitUsd,
    BigDecimal dailyCostUsedUsd,
    BigDecimal dailyCostReservedUsd,
    @Nullable Double dailyCostPct,
    Instant dayResetsAt,
    List<RaiseView> raises,
    List<LevelView> levels,
    @Nullable BigDecimal maxCostPerMinuteUsd,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable MemoryFigures memory) {

  /** What {@link #of} reads; a WHERE may follow. */
  public static final String SELECT_ALL =
      """
      SELECT q.*, (SELECT json_agg(json_build_object('raise_id', r.raise_id,
          'window', r.of_window, 'tokens', r.tokens, 'cost_usd', r.cost_usd, 'until', r.until,
          'reason', r.reason) ORDER BY r.until, r.raise_id)
        FROM limit_raises r WHERE r.agent_id = q.agent_id) AS raises
      FROM agent_quotas q
      """;

  /** The same of one agent. */
  public static final String SELECT = SELECT_ALL + "WHERE q.agent_id = ?";

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  /** That of a new agent: nothing is used. */
  public static QuotaView untouched(
      UUID agentId, QuotaLimits limits, OveragePolicy policy, Instant at) {
    return of(
        agentId,
        untouched(limits, Window.MONTH, at),
        untouched(limits, Window.DAY, at),
        limits.storageBytes(),
        0,
        0,
        policy.wire(),
        List.of(),
        limits.costPerMinuteUsd());
  }

  private static Amounts untouched(QuotaLimits limits, Window window, Instant at) {
    var tokens = limits.of(window, LimitKind.TOKENS);
    var name = window.of(at);
    return new Amounts(
        name,
        tokens == null ? null : (Long) tokens.longValue(),
        0,
        0,
        limits.of(window, LimitKind.COST),
        BigDecimal.ZERO,
        BigDecimal.ZERO,
        window.end(name));
  }

  /** Reads a row. */
  public static QuotaView of(ResultSet row, Instant now) throws SQLException {
    var raises = raises(row.getString("raises"), now);
    return of(
        row.getObject("agent_id", UUID.class),
        Amounts.of(row, Window.MONTH, "period", "monthly", raises, now),
        Amounts.of(row, Window.DAY, "day", "daily", raises, now),
        row.getLong("storage_limit_bytes"),
        row.getLong("storage_used_bytes"),
        // Holds from before the column was there were never added.
        Math.max(0, row.getLong("storage_reserved_bytes")),
        row.getString("overage_policy"),
        raises,
        row.getBigDecimal("max_cost_per_minute_usd") == null
            ? null
            : usd(row, "max_cost_per_minute_usd"));
  }

  private static QuotaView of(
      UUID agentId,
      Amounts month,
      Amounts day,
      long storageLimit,
      long storageUsed,
      long storageReserved,
      String policy,
      List<RaiseView> raises,
      @Nullable BigDecimal costPerMinuteUsd) {
    var view =
        new QuotaView(
            agentId,
            month.name(),
            Objects.requireNonNull(month.tokenLimit()),
            month.tokensUsed(),
            month.tokensReserved(),
            Objects.requireNonNull(month.tokensPct()),
            Objects.requireNonNull(month.costLimitUsd()),
            month.costUsedUsd(),
            month.costReservedUsd(),
            Objects.requireNonNull(month.costPct()),
            storageLimit,
            storageUsed,
            storageReserved,
            Amounts.percent(BigDecimal.valueOf(storageUsed), BigDecimal.valueOf(storageLimit)),
            policy,
            month.resetsAt(),
            day.name(),
            day.tokenLimit(),
            day.tokensUsed(),
            day.tokensReserved(),
            day.tokensPct(),
            day.costLimitUsd(),
            day.costUsedUsd(),
            day.costReservedUsd(),
            day.costPct(),
            day.resetsAt(),
            raises,
            List.of(),
            costPerMinuteUsd,
            null);
    return view.with(OwnLevels.of(view));
  }

  /** Those of a list that are not over. */
  public static List<RaiseView> raises(@Nullable String list, Instant now) {
    return list == null
        ? List.of()
        : Stream.of(JSON.readValue(list, RaiseView[].class))
            .filter(raise -> raise.until().isAfter(now))
            .toList();
  }

  /** The same with what it counts against. */
  QuotaView with(List<LevelView> all) {
    return with(all, memory);
  }

  /** The same with what the agent's memories take. */
  QuotaView with(@Nullable MemoryFigures figures) {
    return with(levels, figures);
  }

  private QuotaView with(List<LevelView> all, @Nullable MemoryFigures figures) {
    return new QuotaView(
        agentId,
        period,
        monthlyTokenLimit,
        monthlyTokensUsed,
        monthlyTokensReserved,
        tokensPct,
        monthlyCostLimitUsd,
        monthlyCostUsedUsd,
        monthlyCostReservedUsd,
        costPct,
        storageLimitBytes,
        storageUsedBytes,
        storageReservedBytes,
        storagePct,
        overagePolicy,
        resetsAt,
        day,
        dailyTokenLimit,
        dailyTokensUsed,
        dailyTokensReserved,
        dailyTokensPct,
        dailyCostLimitUsd,
        dailyCostUsedUsd,
        dailyCostReservedUsd,
        dailyCostPct,
        dayResetsAt,
        raises,
        all,
        maxCostPerMinuteUsd,
        figures);
  }

  /** Until when it shows what is: then a month, a day or a raise is over. */
  Instant isSoUntil() {
    return raises.stream()
        .map(RaiseView::until)
        .reduce(dayResetsAt, (one, other) -> one.isBefore(other) ? one : other);
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
            resetsAt,
            day,
            dailyCostUsedUsd,
            dailyCostReservedUsd,
            dayResetsAt,
            raises,
            levels)
        .allMatch(Objects::nonNull);
  }

  static BigDecimal usd(ResultSet row, String column) throws SQLException {
    return plain(row.getBigDecimal(column));
  }

  /** An amount as it is shown: without zeros at its end. */
  public static BigDecimal plain(BigDecimal usd) {
    var amount = usd.stripTrailingZeros();
    return amount.scale() < 0 ? amount.setScale(0) : amount;
  }
}
