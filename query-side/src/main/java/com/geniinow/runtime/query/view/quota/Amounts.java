package com.geniinow.runtime.query.view.quota;

import com.geniinow.runtime.events.quota.Window;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What counts against the limits of one window.
 *
 * @param tokenLimit with its raises; null for none
 * @param costLimitUsd with its raises; null for none
 */
public record Amounts(
    String name,
    @Nullable Long tokenLimit,
    long tokensUsed,
    long tokensReserved,
    @Nullable BigDecimal costLimitUsd,
    BigDecimal costUsedUsd,
    BigDecimal costReservedUsd,
    Instant resetsAt) {

  /**
   * Reads those of an agent's row, as they are at a moment.
   *
   * @param column of the window's name
   * @param prefix of the amounts' columns
   */
  static Amounts of(
      ResultSet row,
      Window window,
      String column,
      String prefix,
      List<RaiseView> raises,
      Instant now)
      throws SQLException {
    var stored = row.getString(column);
    var open = window.of(now);
    var over = stored == null || open.compareTo(stored) > 0;
    var name = over ? open : stored;
    return new Amounts(
        name,
        tokens(row.getObject(prefix + "_token_limit", Long.class), window, raises),
        over ? 0 : row.getLong(prefix + "_tokens_used"),
        over ? 0 : row.getLong(prefix + "_tokens_reserved"),
        usd(row.getBigDecimal(prefix + "_cost_limit_usd"), window, raises),
        over ? BigDecimal.ZERO : QuotaView.usd(row, prefix + "_cost_used_usd"),
        over ? BigDecimal.ZERO : QuotaView.usd(row, prefix + "_cost_reserved_usd"),
        window.end(name));
  }

  /** A limit with its raises. */
  public static @Nullable Long tokens(@Nullable Long limit, Window window, List<RaiseView> raises) {
    return limit == null
        ? null
        : limit
            + raises.stream()
                .filter(raise -> raise.window().equals(window.wire()) && raise.tokens() != null)
                .mapToLong(RaiseView::tokens)
                .sum();
  }

  /** The same in dollars. */
  public static @Nullable BigDecimal usd(
      @Nullable BigDecimal limit, Window window, List<RaiseView> raises) {
    return limit == null
        ? null
        : QuotaView.plain(
            raises.stream()
                .filter(raise -> raise.window().equals(window.wire()))
                .map(raise -> raise.costUsd() == null ? BigDecimal.ZERO : raise.costUsd())
                .reduce(limit, BigDecimal::add));
  }

  /** Used share of the limit in tokens; null where there is none. */
  public @Nullable Double tokensPct() {
    return tokenLimit == null
        ? null
        : (Double) percent(BigDecimal.valueOf(tokensUsed), BigDecimal.valueOf(tokenLimit));
  }

  /** Used share of the limit in dollars; null where there is none. */
  public @Nullable Double costPct() {
    return costLimitUsd == null ? null : (Double) percent(costUsedUsd, costLimitUsd);
  }

  /** A share in percent with two decimals, capped at 100. */
  static double percent(BigDecimal used, BigDecimal limit) {
    if (limit.signum() == 0) {
      return 100;
    }
    var percent = used.movePointRight(2).divide(limit, 2, RoundingMode.HALF_UP);
    return percent.min(BigDecimal.valueOf(100)).doubleValue();
  }
}
