package com.geniinow.runtime.command.quota;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.geniinow.runtime.events.quota.Window;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.YearMonth;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one attempt, or one model call, may use.
 *
 * @param period the month it was made in, and is settled into
 * @param at when it was made
 * @param price that it is settled by; null where none counted, and for holds of before
 * @param calls model calls that were made out of it so far
 * @param call the one call that it is for; null where it is an attempt's
 * @param day the day it was made in, and is settled into; null where it counts in none
 */
record Hold(
    long tokens,
    BigDecimal costUsd,
    YearMonth period,
    Instant at,
    @Nullable HeldPrice price,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) int calls,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Call call,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String day) {
  /** What it counts in. */
  Windows windows() {
    return new Windows(period, day);
  }

  /** Whether it counts in one of these windows. */
  boolean counts(Window window, Windows in) {
    return window == Window.MONTH ? period.equals(in.month()) : Objects.equals(day, in.day());
  }

  /**
   * A call that a hold is for.
   *
   * @param taskId its task's, else its own id
   * @param tokensOfTask whether its tokens were taken out of what its task's attempt holds
   * @param costOfTask whether its money was
   */
  record Call(
      UUID callId,
      UUID taskId,
      int attempt,
      String model,
      String operation,
      boolean tokensOfTask,
      boolean costOfTask) {}

  /** A hold belongs to one attempt of one task. */
  static String key(UUID taskId, int attempt) {
    return taskId + "/" + attempt;
  }

  /** Or to one model call. */
  static String ofCall(UUID callId) {
    return "call/" + callId;
  }

  /** Whether calls are made out of it: not where it never held a token. */
  boolean isBudget() {
    return tokens > 0 || calls > 0;
  }

  /** Whether it says how much money may be spent out of it. */
  boolean bindsMoney() {
    return price != null || costUsd.signum() > 0;
  }

  /** Without what a call takes out of it. */
  Hold lent(long lessTokens, BigDecimal lessUsd) {
    return with(tokens - lessTokens, costUsd.subtract(lessUsd), Math.addExact(calls, 1));
  }

  /**
   * With what a call gives back.
   *
   * @param fewer calls that don't count after all
   */
  Hold returned(long moreTokens, BigDecimal moreUsd, int fewer) {
    return with(tokens + moreTokens, costUsd.add(moreUsd), calls - fewer);
  }

  private Hold with(long newTokens, BigDecimal newUsd, int newCalls) {
    return new Hold(newTokens, newUsd, period, at, price, newCalls, call, day);
  }
}
