package com.geniinow.runtime.query.history;

import com.geniinow.runtime.events.quota.LimitKind;
import com.geniinow.runtime.events.quota.OveragePolicy;
import com.geniinow.runtime.events.quota.Window;
import com.geniinow.runtime.platform.web.Clearable;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is to be different. Either an agent or an entity is named.
 *
 * @param period the month, such as {@code 2026-03}
 * @param limits of the agent, or of the entity's budget
 * @param prices by model, as a use names it
 * @param policy in the place of the agent's, or of the budget's
 */
record WhatIfRequest(
    @Nullable UUID agentId,
    @Nullable UUID entityId,
    @NotNull @Pattern(regexp = "\\d{4}-(0[1-9]|1[0-2])") String period,
    @Valid @Nullable Limits limits,
    @Size(max = 100) @Nullable Map<String, @NotNull @Valid Price> prices,
    @Nullable OveragePolicy policy) {
  private static final long MAX_EXACT = 9_007_199_254_740_991L;

  /** What is left out stays as it was; null is no limit. */
  record Limits(
      @Clearable @Nullable Optional<@PositiveOrZero @Max(MAX_EXACT) Long> monthlyTokenLimit,
      @Clearable
          @Nullable Optional<
                  @PositiveOrZero @Digits(integer = 12, fraction = 10) @DecimalMax("100000000000") BigDecimal>
              monthlyCostLimitUsd,
      @Clearable @Nullable Optional<@PositiveOrZero @Max(MAX_EXACT) Long> dailyTokenLimit,
      @Clearable
          @Nullable Optional<
                  @PositiveOrZero @Digits(integer = 12, fraction = 10) @DecimalMax("100000000000") BigDecimal>
              dailyCostLimitUsd) {
    /** The limit that is to hold instead; null where it stays, empty where there is to be none. */
    @Nullable Optional<BigDecimal> of(Window window, LimitKind kind) {
      var tokens = window == Window.MONTH ? monthlyTokenLimit : dailyTokenLimit;
      var cost = window == Window.MONTH ? monthlyCostLimitUsd : dailyCostLimitUsd;
      if (kind == LimitKind.COST) {
        return cost;
      }
      return tokens == null ? null : tokens.map(BigDecimal::valueOf);
    }
  }

  /**
   * Dollars for a million tokens.
   *
   * @param cachedInputUsdPerMtok as input where it is left out
   * @param cacheWriteUsdPerMtok the dearer of input and output where it is left out
   */
  record Price(
      @NotNull @PositiveOrZero @Digits(integer = 6, fraction = 10) BigDecimal inputUsdPerMtok,
      @Nullable @PositiveOrZero @Digits(integer = 6, fraction = 10) BigDecimal cachedInputUsdPerMtok,
      @Nullable @PositiveOrZero @Digits(integer = 6, fraction = 10) BigDecimal cacheWriteUsdPerMtok,
      @NotNull @PositiveOrZero @Digits(integer = 6, fraction = 10) BigDecimal outputUsdPerMtok) {}
}
