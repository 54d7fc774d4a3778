package com.geniinow.runtime.command.quota;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.geniinow.runtime.events.Usd;
import com.geniinow.runtime.events.quota.LimitKind;
import com.geniinow.runtime.events.quota.QuotaEvent;
import com.geniinow.runtime.events.quota.QuotaEvent.OverageRecorded;
import com.geniinow.runtime.events.quota.QuotaEvent.PeriodOpened;
import com.geniinow.runtime.events.quota.QuotaEvent.QuotaChanged;
import com.geniinow.runtime.events.quota.QuotaEvent.QuotaOpened;
import com.geniinow.runtime.events.quota.QuotaEvent.ReservationReleased;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageCorrected;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageImplausible;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRecorded;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRefused;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageReserved;
import com.geniinow.runtime.events.quota.QuotaLimits;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.YearMonth;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The tokens and the money an agent has used and holds, by month; part of its Quota. */
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
final class Spending {
  private YearMonth period;
  private long tokensUsed;
  private BigDecimal costUsed = Usd.ZERO;
  private Map<String, Hold> holds = new LinkedHashMap<>();

  /** What was used in earlier months, for as long as something is still held in them. */
  private Map<YearMonth, Spent> earlier = new LinkedHashMap<>();

  /** Has no month before its first event. */
  @SuppressWarnings("NullAway.Init")
  Spending() {}

  /** What was used in a month. */
  record Spent(long tokens, BigDecimal costUsd) {
    static final Spent NOTHING = new Spent(0, Usd.ZERO);

    Spent plus(long moreTokens, BigDecimal moreUsd) {
      return new Spent(tokens + moreTokens, Usd.of(costUsd.add(moreUsd)));
    }
  }

  // ---- decide ----

  /** The month that is open. */
  YearMonth month() {
    return period;
  }

  /** The event that opens a later month and closes this one with its figures. */
  PeriodOpened closed(UUID agentId, YearMonth due, Instant at) {
    return new PeriodOpened(agentId, due.toString(), period.toString(), tokensUsed, costUsed, at);
  }

  /** What an attempt holds, or null when it holds nothing (any more). */
  @Nullable Hold held(UUID taskId, int attempt) {
    return holds.get(Hold.key(taskId, attempt));
  }

  /** What a model call holds, or null when it holds nothing (any more). */
  @Nullable Hold heldByCall(UUID callId) {
    return holds.get(Hold.ofCall(callId));
  }

  /** What an attempt holds, where calls are made out of it; else null. */
  @Nullable Hold budget(UUID taskId, int attempt) {
    var hold = held(taskId, attempt);
    return hold != null && hold.isBudget() ? hold : null;
  }

  /** Model calls that run now. */
  long runningCalls() {
    return holds.values().stream().filter(hold -> hold.call() != null).count();
  }

  /** One limit beside what counts against it in a month, and beside what is asked for. */
  LimitFigures figures(QuotaLimits limits, LimitKind kind, BigDecimal requested, YearMonth month) {
    var used = usedIn(month);
    return switch (kind) {
      case TOKENS ->
          new LimitFigures(
              kind,
              BigDecimal.valueOf(limits.monthlyTokens()),
              BigDecimal.valueOf(used.tokens()),
              BigDecimal.valueOf(heldIn(month).mapToLong(Hold::tokens).sum()),
              requested,
              month);
      case COST ->
          new LimitFigures(
              kind,
              Usd.of(limits.monthlyCostUsd()),
              used.costUsd(),
              Usd.of(heldIn(month).map(Hold::costUsd).reduce(Usd.ZERO, BigDecimal::add)),
              Usd.of(requested),
              month);
    };
  }

  /** What was used in the open month; null for another. */
  @Nullable Spent usedNow(YearMonth month) {
    return month.equals(period) ? new Spent(tokensUsed, costUsed) : null;
  }

  private Spent usedIn(YearMonth month) {
    return month.equals(period)
        ? new Spent(tokensUsed, costUsed)
        : earlier.getOrDefault(month, Spent.NOTHING);
  }

  private Stream<Hold> heldIn(YearMonth month) {
    return holds.values().stream().filter(hold -> hold.period().equals(month));
  }

  // ---- evolve ----

  void on(QuotaEvent event) {
    switch (event) {
      case QuotaOpened e -> period = YearMonth.parse(e.period());
      case PeriodOpened e -> {
        if (heldIn(period).findAny().isPresent()) {
          earlier.put(period, new Spent(tokensUsed, costUsed));
        }
        period = YearMonth.parse(e.period());
        tokensUsed = 0;
        costUsed = Usd.ZERO;
      }
      case UsageReserved e -> hold(e);
      case ReservationReleased e ->
          drop(Hold.key(e.taskId(), e.attempt()), YearMonth.parse(e.period()));
      case UsageRecorded e -> {
        var month = YearMonth.parse(e.period());
        count(month, e.tokens(), e.costUsd());
        var call = e.call();
        if (call == null || !call.ownHold()) {
          drop(Hold.key(e.taskId(), e.attempt()), month);
        } else {
          var lender = heldByCall(call.callId());
          if (lender != null && lender.call() != null && lender.call().tokensOfTask()) {
            holds.computeIfPresent(
                Hold.key(e.taskId(), e.attempt()),
                (any, hold) ->
                    hold.returned(
                        call.returnedTokens(), call.returnedCostUsd(), isFree(e) ? 1 : 0));
          }
          drop(Hold.ofCall(call.callId()), month);
        }
      }
      case UsageCorrected e -> count(YearMonth.parse(e.period()), e.tokens(), e.costUsd());
      case QuotaChanged e -> {}
      case UsageRefused e -> {}
      case OverageRecorded e -> {}
      case UsageImplausible e -> {}
    }
  }

  /** A call that was not served, or is free, says nothing about its attempt. */
  private static boolean isFree(UsageRecorded e) {
    return e.tokens() == 0 && e.costUsd().signum() == 0;
  }

  private void hold(UsageReserved e) {
    var key = Hold.key(e.taskId(), e.attempt());
    var month = YearMonth.parse(e.period());
    var call = e.call();
    if (call == null) {
      holds.put(key, new Hold(e.tokens(), e.costUsd(), month, e.at(), price(e), 0, null));
      return;
    }
    if (call.tokensOfTask()) {
      var cost = call.costOfTask() ? e.costUsd() : Usd.ZERO;
      holds.computeIfPresent(key, (any, hold) -> hold.lent(e.tokens(), cost));
    }
    var ofCall =
        new Hold.Call(
            call.callId(),
            e.taskId(),
            e.attempt(),
            call.model(),
            call.operation(),
            call.tokensOfTask(),
            call.costOfTask());
    holds.put(
        Hold.ofCall(call.callId()),
        new Hold(e.tokens(), e.costUsd(), month, e.at(), price(e), 0, ofCall));
  }

  private static @Nullable HeldPrice price(UsageReserved e) {
    return e.pricedAs() == null || e.priceVersion() == null
        ? null
        : new HeldPrice(e.pricedAs(), e.priceVersion());
  }

  private void count(YearMonth month, long tokens, BigDecimal costUsd) {
    earlier.computeIfPresent(month, (any, spent) -> spent.plus(tokens, costUsd));
    if (month.equals(period)) {
      tokensUsed += tokens;
      costUsed = Usd.of(costUsed.add(costUsd));
    }
  }

  private void drop(String hold, YearMonth month) {
    holds.remove(hold);
    if (heldIn(month).findAny().isEmpty()) {
      earlier.remove(month);
    }
  }

  @Override
  public String toString() {
    return period + ": " + tokensUsed + " tokens, " + costUsed + " USD used, held " + holds;
  }
}
