package com.geniinow.runtime.command.quota;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.Usd;
import com.geniinow.runtime.events.quota.LimitKind;
import com.geniinow.runtime.events.quota.OveragePolicy;
import com.geniinow.runtime.events.quota.QuotaEvent;
import com.geniinow.runtime.events.quota.QuotaEvent.OverageRecorded;
import com.geniinow.runtime.events.quota.QuotaEvent.PeriodOpened;
import com.geniinow.runtime.events.quota.QuotaEvent.QuotaChanged;
import com.geniinow.runtime.events.quota.QuotaEvent.QuotaOpened;
import com.geniinow.runtime.events.quota.QuotaEvent.ReservationReleased;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRecorded;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRefused;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageReserved;
import com.geniinow.runtime.events.quota.QuotaLimits;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/**
 * What an agent may use in a month, has reserved and has used. Under {@code block}, {@code used +
 * reserved <= limit} holds after every event: an attempt reserves its worst case before it runs and
 * settles to what it really used.
 */
@Aggregate(repository = "quotaRepository")
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
public class Quota {
  @AggregateIdentifier private UUID quotaId;
  private UUID agentId;
  private QuotaLimits limits;
  private OveragePolicy policy;
  private String period;
  private long tokensUsed;
  private BigDecimal costUsed = Usd.ZERO;
  private Map<String, Hold> holds = new LinkedHashMap<>();

  /** For Axon, which then applies the events. */
  @SuppressWarnings("NullAway.Init")
  protected Quota() {}

  /** The quota of a new agent, in the month of its first moment. */
  @SuppressWarnings("NullAway.Init")
  public Quota(UUID agentId, UUID entityId, QuotaLimits limits, OveragePolicy policy, Instant at) {
    apply(new QuotaOpened(agentId, entityId, limits, policy, Period.of(at), at));
  }

  // ---- decide ----

  /** The policy in force. */
  public OveragePolicy policy() {
    return policy;
  }

  /** Opens the month of a moment if it is a later one than the quota's; else does nothing. */
  public void openPeriod(Instant at) {
    var due = Period.of(at);
    if (due.compareTo(period) > 0) {
      apply(new PeriodOpened(agentId, due, period, tokensUsed, costUsed, at));
    }
  }

  /** Sets limits and policy; lowering a limit below what is used only blocks further work. */
  public void change(QuotaLimits newLimits, OveragePolicy newPolicy, String by, Instant at) {
    openPeriod(at);
    if (!newLimits.equals(limits) || newPolicy != policy) {
      apply(new QuotaChanged(agentId, newLimits, newPolicy, by, at));
    }
  }

  /** The limits in force. */
  public QuotaLimits limits() {
    return limits;
  }

  /** Admits an attempt and holds what it may use, or refuses it; asking again admits again. */
  public Admission reserve(
      UUID taskId, int attempt, String taskType, long tokens, BigDecimal costUsd, Instant at) {
    openPeriod(at);
    if (holds.containsKey(Hold.key(taskId, attempt))) {
      return new Admission.Admitted();
    }
    for (var kind : LimitKind.values()) {
      var figures = figures(kind, kind == LimitKind.TOKENS ? BigDecimal.valueOf(tokens) : costUsd);
      if (!figures.exceeded()) {
        continue;
      }
      if (policy == OveragePolicy.BLOCK) {
        var refused = figures.refused(taskId, taskType, at);
        apply(refused);
        return new Admission.Refused(refused);
      }
      apply(figures.overage(taskId, at));
    }
    apply(new UsageReserved(agentId, taskId, attempt, tokens, Usd.of(costUsd), period, at));
    return new Admission.Admitted();
  }

  /** Settles an attempt to what it really used, in the month of its hold; once only. */
  public void settle(UUID taskId, int attempt, Usage usage, boolean estimated, Instant at) {
    var hold = holds.get(Hold.key(taskId, attempt));
    if (hold == null) {
      return;
    }
    openPeriod(at);
    apply(
        new UsageRecorded(
            agentId,
            taskId,
            attempt,
            usage.model(),
            usage.inputTokens(),
            usage.outputTokens(),
            usage.tokens(),
            Usd.of(usage.costUsd()),
            hold.tokens(),
            hold.costUsd(),
            hold.period(),
            estimated,
            at));
    var moreTokens = usage.tokens() - hold.tokens();
    if (moreTokens > 0) {
      apply(figures(LimitKind.TOKENS, BigDecimal.valueOf(moreTokens)).overage(taskId, at));
    }
    var moreCost = usage.costUsd().subtract(hold.costUsd());
    if (moreCost.signum() > 0) {
      apply(figures(LimitKind.COST, moreCost).overage(taskId, at));
    }
  }

  /** Gives a hold back unused; once only. */
  public void release(UUID taskId, int attempt, String reason, Instant at) {
    var hold = holds.get(Hold.key(taskId, attempt));
    if (hold != null) {
      openPeriod(at);
      apply(
          new ReservationReleased(
              agentId, taskId, attempt, hold.tokens(), hold.costUsd(), hold.period(), reason, at));
    }
  }

  /** What an attempt holds, or null when it holds nothing (any more). */
  public @Nullable Reserved reserved(UUID taskId, int attempt) {
    var hold = holds.get(Hold.key(taskId, attempt));
    return hold == null ? null : new Reserved(hold.tokens(), hold.costUsd());
  }

  private Figures figures(LimitKind kind, BigDecimal requested) {
    var current = holds.values().stream().filter(h -> h.period().equals(period));
    return switch (kind) {
      case TOKENS ->
          new Figures(
              kind,
              BigDecimal.valueOf(limits.monthlyTokens()),
              BigDecimal.valueOf(tokensUsed),
              BigDecimal.valueOf(current.mapToLong(Hold::tokens).sum()),
              requested);
      case COST ->
          new Figures(
              kind,
              limits.monthlyCostUsd(),
              costUsed,
              current.map(Hold::costUsd).reduce(Usd.ZERO, BigDecimal::add),
              requested);
    };
  }

  /** One limit beside what counts against it. */
  private final class Figures {
    private final LimitKind kind;
    private final BigDecimal limit;
    private final BigDecimal used;
    private final BigDecimal reserved;
    private final BigDecimal requested;

    Figures(
        LimitKind kind,
        BigDecimal limit,
        BigDecimal used,
        BigDecimal reserved,
        BigDecimal requested) {
      this.kind = kind;
      this.limit = Usd.of(limit);
      this.used = Usd.of(used);
      this.reserved = Usd.of(reserved);
      this.requested = Usd.of(requested);
    }

    boolean exceeded() {
      return used.add(reserved).add(requested).compareTo(limit) > 0;
    }

    UsageRefused refused(UUID taskId, String taskType, Instant at) {
      return new UsageRefused(
          agentId,
          taskId,
          taskType,
          kind,
          limit,
          used,
          reserved,
          requested,
          period,
          Period.end(period),
          at);
    }

    OverageRecorded overage(UUID taskId, Instant at) {
      return new OverageRecorded(
          agentId, taskId, kind, policy, limit, used, reserved, requested, period, at);
    }
  }

  // ---- evolve ----

  @EventSourcingHandler
  void on(QuotaEvent event) {
    switch (event) {
      case QuotaOpened e -> {
        quotaId = Ids.quotaOf(e.agentId());
        agentId = e.agentId();
        limits = e.limits();
        policy = e.policy();
        period = e.period();
      }
      case QuotaChanged e -> {
        limits = e.limits();
        policy = e.policy();
      }
      case PeriodOpened e -> {
        period = e.period();
        tokensUsed = 0;
        costUsed = Usd.ZERO;
      }
      case UsageReserved e ->
          holds.put(
              Hold.key(e.taskId(), e.attempt()), new Hold(e.tokens(), e.costUsd(), e.period()));
      case ReservationReleased e -> holds.remove(Hold.key(e.taskId(), e.attempt()));
      case UsageRecorded e -> {
        holds.remove(Hold.key(e.taskId(), e.attempt()));
        if (e.period().equals(period)) {
          tokensUsed += e.tokens();
          costUsed = Usd.of(costUsed.add(e.costUsd()));
        }
      }
      case UsageRefused e -> {}
      case OverageRecorded e -> {}
    }
  }
}
