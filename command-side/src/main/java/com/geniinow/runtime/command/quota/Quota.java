package com.geniinow.runtime.command.quota;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.geniinow.runtime.events.EventRevision;
import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.Usd;
import com.geniinow.runtime.events.quota.LimitKind;
import com.geniinow.runtime.events.quota.ModelCall;
import com.geniinow.runtime.events.quota.OveragePolicy;
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
import com.geniinow.runtime.events.quota.StorageEvent;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/**
 * What an agent may use in a month, has reserved and has used. Under {@code block}, {@code used +
 * reserved <= limit} holds after every event: an attempt reserves its worst case before it runs and
 * settles to what it really used.
 */
@EventRevision("3")
@Aggregate(repository = "quotaRepository")
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
public class Quota {
  /** Uploads of one agent that may be on their way at once. */
  public static final int MAX_UPLOADS = 100;

  @AggregateIdentifier private UUID quotaId;
  private UUID agentId;
  private QuotaLimits limits;
  private OveragePolicy policy;
  @JsonUnwrapped private Spending spending = new Spending();
  private Storage storage = new Storage();

  /** For Axon, which then applies the events. */
  @SuppressWarnings("NullAway.Init")
  protected Quota() {}

  /** The quota of a new agent, in the month of its first moment. */
  @SuppressWarnings("NullAway.Init")
  public Quota(UUID agentId, UUID entityId, QuotaLimits limits, OveragePolicy policy, Instant at) {
    apply(new QuotaOpened(agentId, entityId, limits, policy, Period.of(at).toString(), at));
  }

  // ---- decide ----

  /** The policy in force. */
  public OveragePolicy policy() {
    return policy;
  }

  /**
   * Opens the month of a moment if it is a later one than the quota's; else does nothing.
   *
   * @return whether it was opened by this call
   */
  public boolean openPeriod(Instant at) {
    var due = Period.of(at);
    if (!due.isAfter(spending.month())) {
      return false;
    }
    apply(spending.closed(agentId, due, at));
    return true;
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
    return reserve(taskId, attempt, taskType, tokens, costUsd, null, at);
  }

  /**
   * As without a price.
   *
   * @param price by which costUsd was counted
   */
  public Admission reserve(
      UUID taskId,
      int attempt,
      String taskType,
      long tokens,
      BigDecimal costUsd,
      @Nullable HeldPrice price,
      Instant at) {
    openPeriod(at);
    if (spending.held(taskId, attempt) != null) {
      return new Admission.Admitted();
    }
    for (var kind : LimitKind.values()) {
      var requested = kind == LimitKind.TOKENS ? BigDecimal.valueOf(tokens) : costUsd;
      var figures = spending.figures(limits, kind, requested, spending.month());
      if (!figures.exceeded()) {
        continue;
      }
      if (policy == OveragePolicy.BLOCK) {
        var refused = figures.refused(agentId, taskId, taskType, at);
        apply(refused);
        return new Admission.Refused(refused);
      }
      apply(figures.overage(agentId, taskId, policy, at));
    }
    apply(
        new UsageReserved(
            agentId,
            taskId,
            attempt,
            tokens,
            Usd.of(costUsd),
            spending.month().toString(),
            at,
            price == null ? null : price.version(),
            price == null ? null : price.model(),
            null));
    return new Admission.Admitted();
  }

  /**
   * Settles an attempt to what it really used, in the month of its hold; once only. Where the cost
   * is not known, the attempt is charged what it held. More than was held is an overage whatever
   * the policy. What a provider told our own code counts in full; what a worker says counts under
   * {@code block} as far as the limits leave room.
   */
  public void settle(UUID taskId, int attempt, Usage usage, boolean estimated, Instant at) {
    settle(taskId, attempt, usage, null, estimated, at);
  }

  /**
   * As without a call.
   *
   * @param call that the attempt was; null where it was none, or nobody knows
   */
  public void settle(
      UUID taskId,
      int attempt,
      Usage usage,
      @Nullable ModelCall call,
      boolean estimated,
      Instant at) {
    var hold = spending.held(taskId, attempt);
    if (hold != null) {
      settle(taskId, attempt, hold, usage, counted -> call, estimated, at);
    }
  }

  private void settle(
      UUID taskId,
      int attempt,
      Hold hold,
      Usage usage,
      Function<Settlement, @Nullable ModelCall> call,
      boolean estimated,
      Instant at) {
    openPeriod(at);
    var counted =
        Settlement.of(
            usage,
            hold,
            usage.fromProvider()
                ? null
                : most(LimitKind.TOKENS, BigDecimal.valueOf(hold.tokens()), hold.period()),
            usage.fromProvider() ? null : most(LimitKind.COST, hold.costUsd(), hold.period()));
    var moreTokens =
        spending.figures(limits, LimitKind.TOKENS, counted.moreTokens(), hold.period());
    var moreCost = spending.figures(limits, LimitKind.COST, counted.moreCostUsd(), hold.period());
    apply(counted.event(agentId, taskId, attempt, call.apply(counted), estimated, at));
    for (var more : List.of(moreTokens, moreCost)) {
      if (more.requested().signum() > 0) {
        apply(more.overage(agentId, taskId, policy, at));
      }
    }
    if (counted.isCut()) {
      apply(counted.implausible(agentId, taskId, attempt, at));
    }
  }

  /**
   * What a model call may take at most, of a running attempt or of its own.
   *
   * @param lends whether it is made out of what the attempt holds
   */
  public CallRoom roomForCall(UUID taskId, int attempt, boolean lends, Instant at) {
    openPeriod(at);
    return calls().room(taskId, attempt, lends);
  }

  /**
   * Holds what a model call may use, or says why not. A refusal is for the caller to record; see
   * {@link #refuse}.
   */
  public Admission reserveCall(CallWish wish, Instant at) {
    openPeriod(at);
    return calls().reserve(wish, at);
  }

  /** Records a refusal. */
  public void refuse(UsageRefused refused) {
    apply(refused);
  }

  /** What a model call holds, or null when it holds nothing (any more). */
  public @Nullable Reserved heldByCall(UUID callId) {
    return reserved(spending.heldByCall(callId));
  }

  /** Settles a model call to what it really used; once only. */
  public void settleCall(UUID callId, Usage usage, CallEnd end, boolean estimated, Instant at) {
    var hold = spending.heldByCall(callId);
    if (hold == null || hold.call() == null) {
      return;
    }
    var call = hold.call();
    settle(
        call.taskId(),
        call.attempt(),
        hold,
        usage,
        counted ->
            calls().ended(hold, call, end, counted.usage().tokens().total(), counted.costUsd()),
        estimated,
        at);
  }

  private Calls calls() {
    return new Calls(agentId, limits, policy, spending);
  }

  /** A hold and what a blocking limit leaves beside all holds; null where nothing blocks. */
  private @Nullable BigDecimal most(LimitKind kind, BigDecimal held, YearMonth month) {
    return policy == OveragePolicy.BLOCK
        ? held.add(spending.figures(limits, kind, BigDecimal.ZERO, month).left())
        : null;
  }

  /** Gives a hold back unused; once only. */
  public void release(UUID taskId, int attempt, String reason, Instant at) {
    var hold = spending.held(taskId, attempt);
    if (hold != null) {
      openPeriod(at);
      apply(
          new ReservationReleased(
              agentId,
              taskId,
              attempt,
              hold.tokens(),
              hold.costUsd(),
              hold.period().toString(),
              reason,
              at));
    }
  }

  /** What an attempt holds, or null when it holds nothing (any more). */
  public @Nullable Reserved reserved(UUID taskId, int attempt) {
    return reserved(spending.held(taskId, attempt));
  }

  private static @Nullable Reserved reserved(@Nullable Hold hold) {
    return hold == null
        ? null
        : new Reserved(hold.tokens(), hold.costUsd(), hold.at(), hold.price(), hold.calls());
  }

  /** What was used in the month that is open; null for another. */
  Spending.@Nullable Spent used(YearMonth month) {
    return spending.usedNow(month);
  }

  /** Puts right what was counted; whoever asks has checked that no total falls below 0. */
  public void correct(Correction correction, String by, Instant at) {
    openPeriod(at);
    apply(correction.event(agentId, by, at));
  }

  /** Holds room for a file that is on its way; see {@link Storage#reserve}. */
  public StorageAdmission reserveStorage(
      UUID fileId, long atLeast, long atMost, boolean mayWait, Instant expiresAt, Instant at) {
    openPeriod(at);
    return room(fileId, atLeast, atMost, mayWait, expiresAt, at, storage::reserve);
  }

  /** Makes the hold of a file larger; see {@link Storage#grow}. */
  public StorageAdmission growStorage(
      UUID fileId, long atLeast, long atMost, boolean mayWait, Instant expiresAt, Instant at) {
    openPeriod(at);
    return room(fileId, atLeast, atMost, mayWait, expiresAt, at, storage::grow);
  }

  private StorageAdmission room(
      UUID fileId,
      long atLeast,
      long atMost,
      boolean mayWait,
      Instant expiresAt,
      Instant at,
      Function<Storage.Wish, StorageAdmission> decide) {
    return decide.apply(
        new Storage.Wish(
            agentId, limits.storageBytes(), fileId, atLeast, atMost, mayWait, expiresAt, at));
  }

  /**
   * Settles a hold to the file's real size.
   *
   * @return false when there is no such hold (any more); nothing is taken then
   */
  public boolean takeStorage(UUID fileId, long bytes, Instant at) {
    if (storage.held(fileId) == null) {
      return false;
    }
    openPeriod(at);
    storage.take(agentId, fileId, bytes, at);
    return true;
  }

  /** Gives the hold of a file that did not come back; once only. */
  public void releaseStorage(UUID fileId, String reason, Instant at) {
    if (storage.held(fileId) != null) {
      openPeriod(at);
      storage.release(agentId, fileId, reason, at);
    }
  }

  /** Gives back what a deleted file took. */
  public void freeStorage(UUID fileId, long bytes, Instant at) {
    openPeriod(at);
    storage.free(agentId, fileId, bytes, at);
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
      }
      case QuotaChanged e -> {
        limits = e.limits();
        policy = e.policy();
      }
      case PeriodOpened e -> {}
      case UsageReserved e -> {}
      case ReservationReleased e -> {}
      case UsageRecorded e -> {}
      case UsageCorrected e -> {}
      case UsageRefused e -> {}
      case OverageRecorded e -> {}
      case UsageImplausible e -> {}
    }
    spending.on(event);
  }

  @EventSourcingHandler
  void on(StorageEvent event) {
    storage.on(event);
  }
}
