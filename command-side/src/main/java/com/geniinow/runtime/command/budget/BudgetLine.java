package com.geniinow.runtime.command.budget;

import com.geniinow.runtime.command.quota.Windows;
import com.geniinow.runtime.events.quota.Level;
import com.geniinow.runtime.events.quota.LimitKind;
import com.geniinow.runtime.events.quota.OveragePolicy;
import com.geniinow.runtime.events.quota.Window;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A budget as one of its agents sees it.
 *
 * @param limits as they are now; null where there is none
 * @param raisedUntil when the first of its raises ends; null for none
 * @param slice what this agent may have used and hold without asking; null where it must ask
 */
record BudgetLine(
    UUID budgetId,
    UUID entityId,
    Level level,
    OveragePolicy policy,
    Amounts limits,
    @Nullable Instant raisedUntil,
    @Nullable Slice slice) {
  /** Tokens and dollars by window. */
  record Amounts(
      @Nullable BigDecimal monthlyTokens,
      @Nullable BigDecimal monthlyCost,
      @Nullable BigDecimal dailyTokens,
      @Nullable BigDecimal dailyCost) {
    @Nullable BigDecimal of(Window window, LimitKind kind) {
      return switch (window) {
        case MONTH -> kind == LimitKind.TOKENS ? monthlyTokens : monthlyCost;
        case DAY -> kind == LimitKind.TOKENS ? dailyTokens : dailyCost;
      };
    }
  }

  /** What an agent may take by itself, as long as month, day and raises last. */
  record Slice(String month, String day, Amounts amounts, Instant until) {
    boolean isFor(Windows in, Instant at) {
      return month.equals(in.month().toString()) && day.equals(in.day()) && at.isBefore(until);
    }
  }

  static BudgetLine of(ResultSet row, int n) throws SQLException {
    var day = row.getString("o_day");
    return new BudgetLine(
        row.getObject("o_budget", UUID.class),
        row.getObject("o_entity", UUID.class),
        Level.valueOf(row.getString("o_level").toUpperCase(Locale.ROOT)),
        OveragePolicy.valueOf(row.getString("o_policy").toUpperCase(Locale.ROOT)),
        amounts(row, "o_"),
        instant(row, "o_raised_until"),
        day == null
            ? null
            : new Slice(
                row.getString("o_period"),
                day,
                amounts(row, "o_slice_"),
                row.getObject("o_slice_until", OffsetDateTime.class).toInstant()));
  }

  private static Amounts amounts(ResultSet row, String prefix) throws SQLException {
    return new Amounts(
        row.getBigDecimal(prefix + "monthly_tokens"),
        row.getBigDecimal(prefix + "monthly_cost"),
        row.getBigDecimal(prefix + "daily_tokens"),
        row.getBigDecimal(prefix + "daily_cost"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    var at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }
}
