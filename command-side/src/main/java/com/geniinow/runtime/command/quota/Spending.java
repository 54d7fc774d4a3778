package com.geniinow.runtime.command.quota;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.geniinow.runtime.command.quota.Own.Amount;
import com.geniinow.runtime.events.Usd;
import com.geniinow.runtime.events.quota.LimitKind;
import com.geniinow.runtime.events.quota.QuotaEvent;
import com.geniinow.runtime.events.quota.QuotaEvent.OverageRecorded;
import com.geniinow.runtime.events.quota.QuotaEvent.PeriodOpened;
import com.geniinow.runtime.events.quota.QuotaEvent.QuotaChanged;
import com.geniinow.runtime.events.quota.QuotaEvent.QuotaOpened;
import com.geniinow.runtime.events.quota.QuotaEvent.QuotaRaised;
import com.geniinow.runtime.events.quota.QuotaEvent.ReservationReleased;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageCorrected;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageImplausible;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRecorded;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRefused;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageReserved;
import com.geniinow.runtime.events.quota.Window;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.YearMonth;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The tokens and the money an agent has used and holds, by month and day; part of its Quota. */
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
final class Spending {
  private YearMonth period;
  private long tokensUsed;
  private BigDecimal costUsed = Usd.ZERO;
  private Map<String, Hold> holds = new LinkedHashMap<>();

  /** What was used in earlier months, for as long as something is still held in them. */
  private Map<YearMonth, Spent> earlier = new LinkedHashMap<>();

  /** The last day in which anything was held or put right; null before the first. */
  private @Nullable String day;

  private Spent today = Spent.NOTHING;

  /** What was used on earlier days, for as long as something is still held in them. */
  private Map<String, Spent> earlierDays = new LinkedHashMap<>();

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

  /** Model calls of a task that run now, whichever of its attempts made them. */
  RunningCalls runningCallsOf(UUID taskId) {
    var running =
        holds.values().stream()
            .filter(hold -> hold.call() != null && hold.call().taskId().equals(taskId))
            .filter(hold -> hold.tokens() > 0 || hold.costUsd().signum() > 0)
            .toList();
    return new RunningCalls(
        running.size(), running.stream().map(Hold::costUsd).reduce(Usd.ZERO, BigDecimal::add));
  }

  /** What a use counts in that is held now; the month must be open. */
  Windows windowsAt(Instant at) {
    var now = Window.DAY.of(at);
    return new Windows(period, day != null && day.compareTo(now) > 0 ? day : now);
  }

  /** Whether nothing was held on that day yet, nor on a later one. */
  boolean isNew(String ofDay) {
    return day == null || day.compareTo(ofDay) < 0;
  }

  /** What counts against the limits of these windows. */
  Own own(Windows in) {
    var month = held(Window.MONTH, in);
    var today = held(Window.DAY, in);
    var inMonth = usedIn(in.month());
    var onDay = usedOn(in.day());
    return new Own(
        in,
        amount(LimitKind.TOKENS, inMonth, month),
        amount(LimitKind.COST, inMonth, month),
        amount(LimitKind.TOKENS, onDay, today),
        amount(LimitKind.COST, onDay, today));
  }

  /** The same of one window and kind. */
  Amount amount(Window window, LimitKind kind, Windows in) {
    var used = window == Window.MONTH ? usedIn(in.month()) : usedOn(in.day());
    return amount(kind, used, held(window, in));
  }

  private static Amount amount(LimitKind kind, Spent used, Spent held) {
    return switch (kind) {
      case TOKENS ->
          new Amount(BigDecimal.valueOf(used.tokens()), BigDecimal.valueOf(held.tokens()));
      case COST -> new Amount(used.costUsd(), held.costUsd());
    };
  }

  /** All holds of a window together, in one pass: each submission asks for it. */
  private Spent held(Window window, Windows in) {
    long tokens = 0;
    var costUsd = Usd.ZERO;
    for (var hold : holds.values()) {
      if (hold.counts(window, in)) {
        tokens += hold.tokens();
        costUsd = hold.costUsd().signum() == 0 ? costUsd : costUsd.add(hold.costUsd());
      }
    }
    return new Spent(tokens, Usd.of(costUsd));
  }

  private Spent usedOn(@Nullable String ofDay) {
    if (ofDay == null) {
      return Spent.NOTHING;
    }
    return ofDay.equals(day) ? today : earlierDays.getOrDefault(ofDay, Spent.NOTHING);
  }

  /** What was used on a day that is still known; null for another. */
  @Nullable Spent usedNow(String ofDay) {
    return ofDay.equals(day) ? today : earlierDays.get(ofDay);
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

  // ---- evolve ----

  void on(QuotaEvent event) {
    switch (event) {
      case QuotaOpened e -> period = YearMonth.parse(e.period());
      case PeriodOpened e -> {
        if (isHeld(Window.MONTH, period.toString())) {
          earlier.put(period, new Spent(tokensUsed, costUsed));
        }
        period = YearMonth.parse(e.period());
        tokensUsed = 0;
        costUsed = Usd.ZERO;
      }
      case UsageReserved e -> hold(e);
      case ReservationReleased e -> drop(Hold.key(e.taskId(), e.attempt()));
      case UsageRecorded e -> {
        count(YearMonth.parse(e.period()), e.day(), e.tokens(), e.costUsd());
        var call = e.call();
        if (call == null || !call.ownHold()) {
          drop(Hold.key(e.taskId(), e.attempt()));
        } else {
          var lender = heldByCall(call.callId());
          if (lender != null && lender.call() != null && lender.call().tokensOfTask()) {
            holds.computeIfPresent(
                Hold.key(e.taskId(), e.attempt()),
                (any, hold) ->
                    hold.returned(
                        call.returnedTokens(), call.returnedCostUsd(), isFree(e) ? 1 : 0));
          }
          drop(Hold.ofCall(call.callId()));
        }
      }
      case UsageCorrected e -> {
        if (e.day() != null && e.opensDay()) {
          openDay(e.day());
        }
        count(YearMonth.parse(e.period()), e.day(), e.tokens(), e.costUsd());
      }
      case QuotaChanged e -> {}
      case QuotaRaised e -> {}
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
    if (e.day() != null && isNew(e.day())) {
      openDay(e.day());
    }
    if (call == null) {
      holds.put(key, new Hold(e.tokens(), e.costUsd(), month, e.at(), price(e), 0, null, e.day()));
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
        new Hold(e.tokens(), e.costUsd(), month, e.at(), price(e), 0, ofCall, e.day()));
  }

  private static @Nullable HeldPrice price(UsageReserved e) {
    return e.pricedAs() == null || e.priceVersion() == null
        ? null
        : new HeldPrice(e.pricedAs(), e.priceVersion());
  }

  private void openDay(String next) {
    if (day != null && isHeld(Window.DAY, day)) {
      earlierDays.put(day, today);
    }
    day = next;
    today = Spent.NOTHING;
  }

  private boolean isHeld(Window window, String name) {
    return holds.values().stream().anyMatch(hold -> name.equals(hold.windows().name(window)));
  }

  private void count(YearMonth month, @Nullable String ofDay, long tokens, BigDecimal costUsd) {
    earlier.computeIfPresent(month, (any, spent) -> spent.plus(tokens, costUsd));
    if (month.equals(period)) {
      tokensUsed += tokens;
      costUsed = Usd.of(costUsed.add(costUsd));
    }
    if (ofDay == null) {
      return;
    }
    earlierDays.computeIfPresent(ofDay, (any, spent) -> spent.plus(tokens, costUsd));
    if (ofDay.equals(day)) {
      today = today.plus(tokens, costUsd);
    }
  }

  private void drop(String key) {
    holds.remove(key);
    earlier.keySet().removeIf(month -> !isHeld(Window.MONTH, month.toString()));
    earlierDays.keySet().removeIf(ofDay -> !isHeld(Window.DAY, ofDay));
  }

  @Override
  public String toString() {
    return period
        + ": "
        + tokensUsed
        + " tokens, "
        + costUsed
        + " USD used, "
        + day
        + ": "
        + today
        + ", held "
        + holds
        + ", earlier "
        + earlier
        + earlierDays;
  }
}
