package com.geniinow.runtime.command.quota;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.command.refusal.RefusedException;
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
import com.geniinow.runtime.events.quota.QuotaEvent.QuotaRaised;
import com.geniinow.runtime.events.quota.QuotaEvent.ReservationReleased;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageCorrected;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageImplausible;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRecorded;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageRefused;
import com.geniinow.runtime.events.quota.QuotaEvent.UsageReserved;
import com.geniinow.runtime.events.quota.QuotaLimits;
import com.geniinow.runtime.events.quota.RateEvent;
import com.geniinow.runtime.events.quota.RateEvent.CostRatePassed;
import com.geniinow.runtime.events.quota.RateEvent.CostRateRestarted;
import com.geniinow.runtime.events.quota.StorageEvent;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
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
@EventRevision("4")
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
  private List<Raise> raises = new ArrayList<>();
  @JsonIgnore private transient Levels levels = Levels.NONE;
  private Rate rate = new Rate();

  /** For Axon, which then applies the events. */
  @SuppressWarnings("NullAway.Init")
  protected Quota() {}

  /** The quota of a new agent, in the month of its first moment. */
  @SuppressWarnings("NullAway.Init")
  public Quota(UUID agentId, UUID entityId, QuotaLimits limits, OveragePolicy policy, Instant at) {
    apply(new QuotaOpened(agentId, entityId, limits, policy, Period.of(at).toString(), at));
  }

  // ---- decide ----

  /** Goes by the limits of other levels, too, for as long as its command lasts. */
  void under(Levels above) {
    levels = above;
  }

  /** The policy in force. */
  public OveragePolicy policy() {
    return policy;
  }

  /**
   * The policy that says whether something without a price may be used: the agent's, unless a level
   * above limits money.
   */
  public OveragePolicy policyOfMoney(Instant at) {
    return policy == OveragePolicy.ALLOW && levels.limitMoney(at) ? OveragePolicy.BLOCK : policy;
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

  /** The limits, without what they are raised by. */
  public QuotaLimits limits() {
    return limits;
  }

  /** The limits in force at a moment. */
  public QuotaLimits limitsAt(Instant at) {
    var all = limits;
    for (var raise : raises) {
      all = raise.onto(all, at);
    }
    return all;
  }

  /**
   * Makes limits of a window higher for a while.
   *
   * @throws RefusedException where there is no such limit, or there are too many raises
   */
  public void raise(UUID raiseId, Raise raise, String reason, String by, Instant at) {
    openPeriod(at);
    raise.mustRaise(limits::of);
    if (raises.stream().filter(other -> other.until().isAfter(at)).count() >= Raise.MOST) {
      throw new Refusal.WrongState("As many raises as can be are in force.").exception();
    }
    apply(raise.ofQuota(agentId, raiseId, reason, by, at));
  }

  /** Whether an attempt would be admitted now; nothing is held or recorded. */
  public boolean hasRoom(long tokens, BigDecimal costUsd, Instant at) {
    openPeriod(at);
    return room(at).isFree(BigDecimal.valueOf(tokens), costUsd, spending.windowsAt(at));
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
    var in = spending.windowsAt(at);
    var refused =
        room(at)
            .take(
                BigDecimal.valueOf(tokens),
                costUsd,
                in,
                passed -> apply(passed.overage(agentId, taskId, at)));
    if (refused != null) {
      var why = refused.refused(agentId, taskId, taskType, at);
      apply(why);
      return new Admission.Refused(why);
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
            null,
            in.day(),
            in.day() != null && spending.isNew(in.day())));
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
    var in = hold.windows();
    var counted = Settlement.of(usage, hold, mostTokens(usage, hold, at), mostUsd(usage, hold, at));
    List<LimitFigures> passed = new ArrayList<>();
    room(at).count(counted.moreTokens(), counted.moreCostUsd(), in, passed::add);
    apply(counted.event(agentId, taskId, attempt, call.apply(counted), estimated, at));
    passed.forEach(figures -> apply(figures.overage(agentId, taskId, at)));
    if (counted.isCut()) {
      apply(counted.implausible(agentId, taskId, attempt, at));
    }
    var settled = rate.above(limits);
    var most = limits.costPerMinuteUsd();
    if (settled != null && most != null) {
      apply(new CostRatePassed(agentId, settled, most, at));
    }
  }

  /**
   * How more was spent within a minute than may be; null where it was not, or the agent has been
   * resumed since. Whoever settles suspends the agent then.
   */
  public @Nullable CostRatePassed passedRate() {
    return rate.passed();
  }

  /** Counts anew from here on what is spent within a minute. */
  public void restartRate(Instant at) {
    if (rate.counts()) {
      apply(new CostRateRestarted(agentId, at));
    }
  }

  /**
   * What a model call may take at most, of a running attempt or of its own.
   *
   * @param lends whether it is made out of what the attempt holds
   * @param tokens that it may need at most
   * @param costUsd the same in dollars
   */
  public CallRoom roomForCall(
      UUID taskId, int attempt, boolean lends, long tokens, BigDecimal costUsd, Instant at) {
    openPeriod(at);
    return calls(at).room(taskId, attempt, lends, tokens, costUsd);
  }

  /** Model calls of a task that run now, whichever of its attempts made them. */
  public RunningCalls runningCallsOf(UUID taskId) {
    return spending.runningCallsOf(taskId);
  }

  /** The same of a task whose attempt is a call itself. */
  public RunningCalls runningCallsOf(UUID taskId, int attempt) {
    var others = spending.runningCallsOf(taskId);
    var own = spending.held(taskId, attempt);
    return own == null ? others : others.and(new RunningCalls(1, own.costUsd()));
  }

  /**
   * Holds what a model call may use, or says why not. A refusal is for the caller to record; see
   * {@link #refuse}.
   */
  public Admission reserveCall(CallWish wish, Instant at) {
    openPeriod(at);
    return calls(at).reserve(wish, at);
  }

  /** Records a refusal. */
  public void refuse(UsageRefused refused) {
    apply(refused);
  }

  /** Records, in its month, a refusal whose own transaction is gone. */
  public void refuse(UsageRefused refused, Instant at) {
    openPeriod(at);
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
            calls(at).ended(hold, call, end, counted.usage().tokens().total(), counted.costUsd()),
        estimated,
        at);
  }

  private Calls calls(Instant at) {
    return new Calls(agentId, room(at), spending);
  }

  private Room room(Instant at) {
    return new Room(agentId, limitsAt(at), policy, levels, spending, at);
  }

  /** A hold and what blocking limits leave beside all holds; null where nothing blocks. */
  private @Nullable BigDecimal mostTokens(Usage usage, Hold hold, Instant at) {
    var more = usage.tokens().total() - hold.tokens();
    if (usage.fromProvider() || more <= 0) {
      return null;
    }
    var held = BigDecimal.valueOf(hold.tokens());
    var left = room(at).left(LimitKind.TOKENS, hold.windows(), BigDecimal.valueOf(more));
    return left == null ? null : held.add(left);
  }

  /** The same in dollars. */
  private @Nullable BigDecimal mostUsd(Usage usage, Hold hold, Instant at) {
    var more = usage.costUsd() == null ? BigDecimal.ZERO : usage.costUsd().subtract(hold.costUsd());
    if (usage.fromProvider() || more.signum() <= 0) {
      return null;
    }
    var left = room(at).left(LimitKind.COST, hold.windows(), more);
    return left == null ? null : hold.costUsd().add(left);
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
              at,
              hold.day()));
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

  /** What was used on a day that is still known; null for another. */
  Spending.@Nullable Spent used(String day) {
    return spending.usedNow(day);
  }

  /** Puts right what was counted; whoever asks has checked that no total falls below 0. */
  public void correct(Correction correction, String by, Instant at) {
    openPeriod(at);
    room(at)
        .countAbove(
            BigDecimal.valueOf(correction.tokens()),
            correction.costUsd(),
            correction.windows(),
            passed -> {});
    var day = correction.windows().day();
    apply(correction.event(agentId, day != null && spending.isNew(day), by, at));
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

  /** What the storage limit leaves beside files, and those on their way; in bytes, 0 or more. */
  public long storageLeft() {
    return Math.max(0, limits.storageBytes() - storage.used() - storage.reserved());
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
      case QuotaRaised e -> {
        raises.removeIf(raise -> !raise.until().isAfter(e.at()));
        raises.add(Raise.of(e));
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
    rate.on(event, limits);
  }

  @EventSourcingHandler
  void on(RateEvent event) {
    rate.on(event);
  }

  @EventSourcingHandler
  void on(StorageEvent event) {
    storage.on(event);
  }
}
