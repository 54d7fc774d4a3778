package com.geniinow.runtime.command.quota;

import com.geniinow.runtime.events.quota.OveragePolicy;
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
import com.geniinow.runtime.events.quota.QuotaLimits;
import com.geniinow.runtime.events.quota.Window;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A second opinion: keeps the books of a quota from its events alone, sharing no code with the
 * aggregate, and lists what must never happen.
 */
final class QuotaBook {
  private record Sum(long tokens, BigDecimal costUsd) {
    static final Sum NOTHING = new Sum(0, BigDecimal.ZERO);

    Sum plus(long tokens, BigDecimal costUsd) {
      return new Sum(tokens() + tokens, costUsd().add(costUsd));
    }

    /** Of each kind: a limit that was lowered below what is used is passed, and not further. */
    boolean withinOrAtMost(QuotaLimits limits, Sum raised, Sum before) {
      return (tokens <= limits.monthlyTokens() + raised.tokens || tokens <= before.tokens)
          && (costUsd.compareTo(limits.monthlyCostUsd().add(raised.costUsd)) <= 0
              || costUsd.compareTo(before.costUsd) <= 0);
    }
  }

  private final Map<String, Sum> used = new HashMap<>();
  private final Map<String, Sum> usedOnDays = new HashMap<>();
  private final List<QuotaRaised> raises = new ArrayList<>();
  private final Map<String, UsageReserved> holds = new HashMap<>();
  private final List<String> wrongs = new ArrayList<>();
  private QuotaLimits limits = QuotaLimits.DEFAULT;
  private OveragePolicy policy = OveragePolicy.BLOCK;
  private String period = "";

  /** Everything that must not happen and did. */
  static List<String> wrongs(List<QuotaEvent> events) {
    var table = new QuotaBook();
    events.forEach(table::enter);
    return table.wrongs;
  }

  /** What the events say is used in the newest month. */
  static long tokensUsed(List<QuotaEvent> events) {
    var table = new QuotaBook();
    events.forEach(table::enter);
    return table.used(table.period).tokens();
  }

  private void enter(QuotaEvent event) {
    var before = total();
    switch (event) {
      case QuotaOpened e -> {
        limits = e.limits();
        policy = e.policy();
        period = e.period();
      }
      case QuotaChanged e -> {
        limits = e.limits();
        policy = e.policy();
      }
      case QuotaRaised e -> raises.add(e);
      case PeriodOpened e -> openPeriod(e);
      case UsageReserved e -> {
        reserve(e);
        checkDay(e);
      }
      case ReservationReleased e -> {
        var hold = holds.remove(key(e.taskId(), e.attempt()));
        check(hold != null && hold.tokens() == e.tokens(), "gave back what was not held", e);
      }
      case UsageRecorded e -> settle(e);
      case UsageRefused e -> {
        check(policy == OveragePolicy.BLOCK, "refused under another policy", e);
        var sum = e.used().add(e.reserved()).add(e.requested());
        check(sum.compareTo(e.limit()) > 0, "refused what would have fitted", e);
      }
      case UsageCorrected e -> {
        use(e.period(), e.day(), e.tokens(), e.costUsd());
        var corrected = used(e.period());
        check(
            corrected.tokens() >= 0 && corrected.costUsd().signum() >= 0,
            "took back more than was used",
            e);
      }
      case OverageRecorded e -> {}
      case UsageImplausible e ->
          check(
              e.reportedTokens() > e.countedTokens()
                  || e.reportedCostUsd().compareTo(e.countedCostUsd()) > 0,
              "doubted what was counted",
              e);
    }
    if (policy == OveragePolicy.BLOCK
        && !(event instanceof QuotaChanged)
        && !(event instanceof UsageCorrected)) {
      check(
          total().withinOrAtMost(limits, raised(Window.MONTH, event.at()), before),
          "passed the limit",
          event);
    }
  }

  private void openPeriod(PeriodOpened e) {
    var closing = used(period);
    check(e.closedPeriod().equals(period), "closed another month", e);
    check(e.period().compareTo(period) > 0, "went back to an earlier month", e);
    check(
        e.closedTokensUsed() == closing.tokens()
            && e.closedCostUsd().compareTo(closing.costUsd()) == 0,
        "closed with other figures than were used",
        e);
    check(!used.containsKey(e.period()), "opened a month that was used before", e);
    period = e.period();
  }

  private void reserve(UsageReserved e) {
    var call = e.call();
    if (call == null) {
      check(e.period().equals(period), "held in another month", e);
      check(holds.put(key(e.taskId(), e.attempt()), e) == null, "held twice", e);
      return;
    }
    var budget = holds.get(key(e.taskId(), e.attempt()));
    check(!call.tokensOfTask() || budget != null, "took from what is not held", e);
    check(call.tokensOfTask() || !call.costOfTask(), "took money alone", e);
    if (call.tokensOfTask() && budget != null) {
      check(e.period().equals(budget.period()), "held in another month than its task", e);
      var usd = call.costOfTask() ? e.costUsd() : BigDecimal.ZERO;
      change(budget, -e.tokens(), usd.negate());
    }
    check(holds.put(call.callId().toString(), e) == null, "held twice", e);
  }

  private void change(UsageReserved hold, long tokens, BigDecimal usd) {
    var changed =
        new UsageReserved(
            hold.agentId(),
            hold.taskId(),
            hold.attempt(),
            hold.tokens() + tokens,
            hold.costUsd().add(usd),
            hold.period(),
            hold.at(),
            hold.priceVersion(),
            hold.pricedAs(),
            hold.call(),
            hold.day(),
            hold.opensDay());
    check(
        changed.tokens() >= 0 && changed.costUsd().signum() >= 0,
        "took more than its task holds",
        changed);
    holds.put(key(hold.taskId(), hold.attempt()), changed);
  }

  private void settle(UsageRecorded e) {
    var call = e.call();
    var hold = holds.remove(call == null ? key(e.taskId(), e.attempt()) : call.callId().toString());
    var budget = call == null ? null : holds.get(key(e.taskId(), e.attempt()));
    if (budget != null) {
      change(budget, e.returnedTokens(), e.returnedCostUsd());
    } else {
      check(e.returnedTokens() == 0 && e.returnedCostUsd().signum() == 0, "gave back to nobody", e);
    }
    check(
        e.returnedTokens() <= e.reservedTokens()
            && e.returnedCostUsd().compareTo(e.reservedCostUsd()) <= 0,
        "gave back more than it held",
        e);
    check(
        hold != null
            && hold.tokens() == e.reservedTokens()
            && hold.costUsd().compareTo(e.reservedCostUsd()) == 0
            && hold.period().equals(e.period()),
        "settled what was not held",
        e);
    check(hold == null || Objects.equals(hold.day(), e.day()), "settled on another day", e);
    use(e.period(), e.day(), e.tokens(), e.costUsd());
  }

  private void use(String month, @Nullable String day, long tokens, BigDecimal usd) {
    used.put(month, used(month).plus(tokens, usd));
    if (day != null) {
      usedOnDays.merge(day, Sum.NOTHING.plus(tokens, usd), (a, b) -> a.plus(b.tokens, b.costUsd));
    }
  }

  /** What is admitted has room on its day; what it takes from its task was admitted with that. */
  private void checkDay(UsageReserved e) {
    var tokens = limits.dailyTokens();
    var usd = limits.dailyCostUsd();
    if (policy != OveragePolicy.BLOCK || e.day() == null) {
      return;
    }
    var sum = usedOnDays.getOrDefault(e.day(), Sum.NOTHING);
    for (var hold : holds.values()) {
      sum = e.day().equals(hold.day()) ? sum.plus(hold.tokens(), hold.costUsd()) : sum;
    }
    var more = raised(Window.DAY, e.at());
    var call = e.call();
    check(
        tokens == null
            || (call != null && call.tokensOfTask())
            || sum.tokens() <= tokens + more.tokens(),
        "passed the tokens of its day",
        e);
    check(
        usd == null
            || (call != null && call.costOfTask())
            || sum.costUsd().compareTo(usd.add(more.costUsd())) <= 0,
        "passed the money of its day",
        e);
  }

  private Sum raised(Window window, Instant at) {
    var sum = Sum.NOTHING;
    for (var raise : raises) {
      if (raise.window() == window && raise.until().isAfter(at)) {
        sum =
            sum.plus(
                raise.tokens() == null ? 0 : raise.tokens(),
                raise.costUsd() == null ? BigDecimal.ZERO : raise.costUsd());
      }
    }
    return sum;
  }

  private Sum used(String month) {
    return used.getOrDefault(month, Sum.NOTHING);
  }

  private Sum total() {
    var sum = used(period);
    for (var hold : holds.values()) {
      sum = hold.period().equals(period) ? sum.plus(hold.tokens(), hold.costUsd()) : sum;
    }
    return sum;
  }

  private void check(boolean right, String wrong, QuotaEvent event) {
    if (!right) {
      wrongs.add(wrong + ": " + event + " with " + total() + " of " + limits);
    }
  }

  private static String key(java.util.UUID task, int attempt) {
    return task + "#" + attempt;
  }
}
