package com.geniinow.runtime.query.history;

import com.geniinow.runtime.events.Usd;
import com.geniinow.runtime.events.quota.CallHold;
import com.geniinow.runtime.events.quota.LimitKind;
import com.geniinow.runtime.events.quota.QuotaEvent;
import com.geniinow.runtime.events.quota.QuotaEvent.ReservationReleased;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageCorrected;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRecorded;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRefused;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageReserved;
import com.geniinow.runtime.events.quota.Window;
import com.geniinow.runtime.query.history.WhatIfView.FirstRefusal;
import com.geniinow.runtime.query.record.StoredEvent;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the events of a month and decides anew what was decided then, under other limits or
 * prices of one level. What was refused has no later behaviour: let in, it counts what it had asked
 * of the limit that refused it. Whatever else happened is taken as it was.
 */
final class WhatIf {
  private final String period;
  private final WhatIfLimits limits;
  private final WhatIfPrices prices;
  private final Map<String, Map<LimitKind, BigDecimal>> counted = new HashMap<>();
  private final Set<UUID> admittedTasks = new HashSet<>();
  private final Set<UUID> out = new HashSet<>();
  private final Map<UUID, CallHold> callsOut = new HashMap<>();
  private final Set<UUID> priced = new HashSet<>();
  private long admitted;
  private long refused;
  private BigDecimal charged = Usd.ZERO;
  private @Nullable FirstRefusal first;

  /**
   * @param period the month, such as {@code 2026-03}
   */
  WhatIf(String period, WhatIfLimits limits, WhatIfPrices prices) {
    this.period = period;
    this.limits = limits;
    this.prices = prices;
  }

  WhatIfView result() {
    return new WhatIfView(admitted, refused, plain(charged), first);
  }

  private static BigDecimal plain(BigDecimal usd) {
    var amount = usd.stripTrailingZeros();
    return amount.scale() < 0 ? amount.setScale(0) : amount;
  }

  /** Takes the next event, in the order of the store. */
  void take(StoredEvent event) {
    limits.on(event.payload());
    if (!(event.payload() instanceof QuotaEvent happened)) {
      return;
    }
    switch (happened) {
      case UsageReserved e -> {
        if (e.period().equals(period)) {
          reserve(event.eventId(), e);
        } else {
          isNew(e, e.call()); // tried again in this month, it counts in that one
        }
      }
      case ReservationReleased e -> {
        if (e.period().equals(period) && !out.contains(e.taskId())) {
          count(e.period(), e.day(), -e.tokens(), prices.held(e.taskId(), e.costUsd()).negate());
        }
      }
      case UsageRecorded e -> {
        if (e.period().equals(period)) {
          settle(event.eventId(), e);
        }
      }
      case UsageCorrected e -> {
        if (e.period().equals(period)) {
          correct(e);
        }
      }
      case UsageRefused e -> {
        if (period.equals(Window.MONTH.of(e.at()))) {
          refuse(event.eventId(), e);
        }
      }
      default -> {}
    }
  }

  private void reserve(UUID eventId, UsageReserved e) {
    var call = e.call();
    if (out.contains(e.taskId())) {
      return;
    }
    var tokens = call != null && call.tokensOfTask() ? 0 : e.tokens();
    var cost =
        call != null && call.costOfTask() ? BigDecimal.ZERO : prices.held(e.taskId(), e.costUsd());
    var isNew = isNew(e, call);
    var kind = limits.areAsTheyWere() && prices.areAsTheyWere() ? null : full(e, tokens, cost);
    if (kind == null) {
      admitted += isNew ? 1 : 0;
      count(e.period(), e.day(), tokens, cost);
      return;
    }
    out.add(call == null ? e.taskId() : call.callId());
    if (call != null) {
      callsOut.put(call.callId(), call);
    }
    refused += isNew ? 1 : 0;
    note(eventId, call == null ? e.taskId() : call.callId(), e.at(), kind);
  }

  /** A task counts once, however often it is tried; each call by itself. */
  private boolean isNew(UsageReserved e, @Nullable CallHold call) {
    return call != null || !QuotaEvent.isOfTask(e.attempt()) || admittedTasks.add(e.taskId());
  }

  private @Nullable LimitKind full(UsageReserved e, long tokens, BigDecimal cost) {
    if (!limits.isBlocking()) {
      return null;
    }
    // In the order in which the runtime asks.
    for (var kind : LimitKind.values()) {
      for (var window : Window.values()) {
        var asked = kind == LimitKind.TOKENS ? BigDecimal.valueOf(tokens) : cost;
        var name = window == Window.MONTH ? e.period() : e.day();
        if (!isLent(e.call(), kind) && isOver(window, name, kind, asked, e.at())) {
          return kind;
        }
      }
    }
    return null;
  }

  /** What a task holds already is not asked for again by its calls. */
  private static boolean isLent(@Nullable CallHold call, LimitKind kind) {
    return call != null && (kind == LimitKind.TOKENS ? call.tokensOfTask() : call.costOfTask());
  }

  private boolean isOver(
      Window window, @Nullable String name, LimitKind kind, BigDecimal asked, Instant at) {
    if (name == null) {
      return false;
    }
    var limit = limits.of(window, kind, at);
    return limit != null && counted(name, kind).add(asked).compareTo(limit) > 0;
  }

  private void settle(UUID eventId, UsageRecorded e) {
    var call = e.call();
    if (e.model() != null && prices.isPriced(e.model())) {
      priced.add(eventId);
    }
    if (out.contains(e.taskId())) {
      out.add(eventId);
      return;
    }
    var callOut = call == null ? null : callsOut.get(call.callId());
    if (callOut != null) {
      out.add(eventId);
      giveBackLent(e, callOut);
      return;
    }
    var cost = prices.cost(e);
    var held = e.returnedCostUsd().subtract(e.reservedCostUsd());
    count(
        e.period(),
        e.day(),
        e.tokens() + e.returnedTokens() - e.reservedTokens(),
        cost.add(prices.held(e.taskId(), held)));
    charged = charged.add(cost);
  }

  /** What a call had used of its task's hold is back in it: the task's own end gives the rest. */
  private void giveBackLent(UsageRecorded e, CallHold call) {
    var tokens = call.tokensOfTask() ? e.returnedTokens() - e.reservedTokens() : 0;
    var held = e.returnedCostUsd().subtract(e.reservedCostUsd());
    var cost = call.costOfTask() ? prices.held(e.taskId(), held) : BigDecimal.ZERO;
    count(e.period(), e.day(), tokens, cost);
  }

  /** A correction of what would not have been, or by another price than is asked for, is none. */
  private void correct(UsageCorrected e) {
    if (e.usageId() != null && (out.contains(e.usageId()) || priced.contains(e.usageId()))
        || e.taskId() != null && out.contains(e.taskId())) {
      return;
    }
    count(e.period(), e.day(), e.tokens(), e.costUsd());
    charged = charged.add(e.costUsd());
  }

  private void refuse(UUID eventId, UsageRefused e) {
    var times = 1 + e.earlier();
    var asked = e.requested().multiply(BigDecimal.valueOf(times));
    var day = Window.DAY.of(e.at());
    if (isStillRefused(e, asked, day)) {
      refused += times;
      note(eventId, e.taskId(), e.at(), e.limitKind(), e.atLevel().wire());
      return;
    }
    // A call's id is nobody else's; a task that is tried again counts once.
    if (times == 1 && !admittedTasks.add(e.taskId())) {
      return;
    }
    admitted += times;
    var isMoney = e.limitKind() == LimitKind.COST;
    count(period, day, isMoney ? 0 : asked.longValueExact(), isMoney ? asked : BigDecimal.ZERO);
    charged = isMoney ? charged.add(asked) : charged;
  }

  private boolean isStillRefused(UsageRefused e, BigDecimal asked, String day) {
    if (e.atLevel() != limits.level() || limits.areAsTheyWere() && prices.areAsTheyWere()) {
      return true;
    }
    if (!limits.isBlocking()) {
      return false;
    }
    return isOver(Window.MONTH, period, e.limitKind(), asked, e.at())
        || isOver(Window.DAY, day, e.limitKind(), asked, e.at());
  }

  private void note(UUID eventId, UUID taskId, Instant at, LimitKind kind) {
    note(eventId, taskId, at, kind, limits.level().wire());
  }

  private void note(UUID eventId, UUID taskId, Instant at, LimitKind kind, String level) {
    if (first == null) {
      first = new FirstRefusal(eventId, taskId, at, level, kind.wire());
    }
  }

  /** What is used and held in a window. */
  private BigDecimal counted(String window, LimitKind kind) {
    return counted.getOrDefault(window, Map.of()).getOrDefault(kind, BigDecimal.ZERO);
  }

  private void count(String month, @Nullable String day, long tokens, BigDecimal costUsd) {
    add(month, tokens, costUsd);
    if (day != null) {
      add(day, tokens, costUsd);
    }
  }

  private void add(String window, long tokens, BigDecimal costUsd) {
    var sums = counted.computeIfAbsent(window, name -> new EnumMap<>(LimitKind.class));
    sums.merge(LimitKind.TOKENS, BigDecimal.valueOf(tokens), BigDecimal::add);
    sums.merge(LimitKind.COST, costUsd, BigDecimal::add);
  }
}
