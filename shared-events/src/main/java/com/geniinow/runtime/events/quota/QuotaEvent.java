package com.geniinow.runtime.events.quota;

import com.geniinow.runtime.events.RuntimeEvent;
import com.geniinow.runtime.events.Sealed;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What happens to an agent's quota. Periods are UTC months such as {@code 2026-03}; a hold belongs
 * to one attempt of one task and to the period it was made in, whenever it is settled.
 */
public sealed interface QuotaEvent extends RuntimeEvent {
  /**
   * The attempt that stands for one embedding call, which belongs to no task: {@code taskId} is
   * then the id of the memory, or of the search, that the call was made for.
   */
  int EMBEDDING = 0;

  /**
   * The attempt that stands for a model call of the agent's own that belongs to no task: {@code
   * taskId} is then the call's id.
   */
  int CALL = -1;

  /** What the type of a refused model call begins with. */
  String CALLS = "gateway.";

  /** Whether an attempt number is one of a task's. */
  static boolean isOfTask(int attempt) {
    return attempt > 0;
  }

  /** The quota every agent has from its first moment. */
  record QuotaOpened(
      UUID agentId,
      UUID entityId,
      QuotaLimits limits,
      OveragePolicy policy,
      String period,
      Instant at)
      implements QuotaEvent {}

  /** An administrator set limits or policy; both are whole, also where only one changed. */
  record QuotaChanged(UUID agentId, QuotaLimits limits, OveragePolicy policy, String by, Instant at)
      implements QuotaEvent {}

  /** A new month began for this agent; the figures are those the old one closed with. */
  record PeriodOpened(
      UUID agentId,
      String period,
      String closedPeriod,
      long closedTokensUsed,
      BigDecimal closedCostUsd,
      Instant at)
      implements QuotaEvent {}

  /**
   * An attempt may use up to this much.
   *
   * @param priceVersion of its model's price, by which the money was counted; null where no model
   *     is called or none has a price, and in events of before
   * @param pricedAs the model whose price that is: a dated variant's family; null where no version
   *     is
   * @param call that it is for; null where it is the attempt's own
   * @param day it counts in, such as {@code 2026-03-14}; null in events of before, which count in
   *     none
   * @param opensDay whether nothing of the agent counted on that day yet; absent where it isn't
   */
  record UsageReserved(
      UUID agentId,
      UUID taskId,
      int attempt,
      long tokens,
      BigDecimal costUsd,
      String period,
      Instant at,
      @Nullable Integer priceVersion,
      @Nullable String pricedAs,
      @Nullable CallHold call,
      @Nullable String day,
      boolean opensDay)
      implements QuotaEvent {
    /** In no day. */
    public UsageReserved(
        UUID agentId,
        UUID taskId,
        int attempt,
        long tokens,
        BigDecimal costUsd,
        String period,
        Instant at,
        @Nullable Integer priceVersion,
        @Nullable String pricedAs,
        @Nullable CallHold call) {
      this(
          agentId,
          taskId,
          attempt,
          tokens,
          costUsd,
          period,
          at,
          priceVersion,
          pricedAs,
          call,
          null,
          false);
    }

    /** With no price. */
    public UsageReserved(
        UUID agentId,
        UUID taskId,
        int attempt,
        long tokens,
        BigDecimal costUsd,
        String period,
        Instant at) {
      this(agentId, taskId, attempt, tokens, costUsd, period, at, null, null, null);
    }

    /** Of an attempt. */
    public UsageReserved(
        UUID agentId,
        UUID taskId,
        int attempt,
        long tokens,
        BigDecimal costUsd,
        String period,
        Instant at,
        @Nullable Integer priceVersion,
        @Nullable String pricedAs) {
      this(agentId, taskId, attempt, tokens, costUsd, period, at, priceVersion, pricedAs, null);
    }
  }

  /**
   * The attempt will use nothing (any more): its hold is given back.
   *
   * @param day that it counted in; null where it counted in none
   */
  record ReservationReleased(
      UUID agentId,
      UUID taskId,
      int attempt,
      long tokens,
      BigDecimal costUsd,
      String period,
      String reason,
      Instant at,
      @Nullable String day)
      implements QuotaEvent {
    /** In no day. */
    public ReservationReleased(
        UUID agentId,
        UUID taskId,
        int attempt,
        long tokens,
        BigDecimal costUsd,
        String period,
        String reason,
        Instant at) {
      this(agentId, taskId, attempt, tokens, costUsd, period, reason, at, null);
    }
  }

  /**
   * An attempt used this much; its hold ends.
   *
   * @param reservedTokens what the hold was, given back by this event
   * @param estimated true when nobody reported and the hold was charged in full
   * @param cachedInputTokens those of inputTokens that the provider had kept from before; absent
   *     where it is 0
   * @param cacheWriteTokens those of inputTokens that the provider keeps; absent where it is 0
   * @param reasoningTokens those of outputTokens that the answer doesn't show; absent where it is 0
   * @param priceVersion of the model's price that was charged; null where nothing was charged by
   *     the book, and in events of before
   * @param priceAssumed whether a class of tokens had no price of its own; absent where it had
   * @param heldAt when the hold was made, whose moment decides the price; null in events of before
   * @param call the model call that it was used by; null where none is known
   * @param day that its hold counted in, and it counts in; null where that is none
   */
  record UsageRecorded(
      UUID agentId,
      UUID taskId,
      int attempt,
      @Nullable String model,
      long inputTokens,
      long outputTokens,
      long tokens,
      BigDecimal costUsd,
      long reservedTokens,
      BigDecimal reservedCostUsd,
      String period,
      boolean estimated,
      Instant at,
      long cachedInputTokens,
      long cacheWriteTokens,
      long reasoningTokens,
      @Nullable Integer priceVersion,
      boolean priceAssumed,
      @Nullable Instant heldAt,
      @Nullable ModelCall call,
      @Nullable String day)
      implements QuotaEvent {
    /** In no day. */
    public UsageRecorded(
        UUID agentId,
        UUID taskId,
        int attempt,
        @Nullable String model,
        long inputTokens,
        long outputTokens,
        long tokens,
        BigDecimal costUsd,
        long reservedTokens,
        BigDecimal reservedCostUsd,
        String period,
        boolean estimated,
        Instant at,
        long cachedInputTokens,
        long cacheWriteTokens,
        long reasoningTokens,
        @Nullable Integer priceVersion,
        boolean priceAssumed,
        @Nullable Instant heldAt,
        @Nullable ModelCall call) {
      this(
          agentId,
          taskId,
          attempt,
          model,
          inputTokens,
          outputTokens,
          tokens,
          costUsd,
          reservedTokens,
          reservedCostUsd,
          period,
          estimated,
          at,
          cachedInputTokens,
          cacheWriteTokens,
          reasoningTokens,
          priceVersion,
          priceAssumed,
          heldAt,
          call,
          null);
    }

    /** With nothing cached and no price of the book. */
    public UsageRecorded(
        UUID agentId,
        UUID taskId,
        int attempt,
        @Nullable String model,
        long inputTokens,
        long outputTokens,
        long tokens,
        BigDecimal costUsd,
        long reservedTokens,
        BigDecimal reservedCostUsd,
        String period,
        boolean estimated,
        Instant at) {
      this(
          agentId,
          taskId,
          attempt,
          model,
          inputTokens,
          outputTokens,
          tokens,
          costUsd,
          reservedTokens,
          reservedCostUsd,
          period,
          estimated,
          at,
          0,
          0,
          0,
          null,
          false,
          null,
          null);
    }

    /** By no call that is known. */
    public UsageRecorded(
        UUID agentId,
        UUID taskId,
        int attempt,
        @Nullable String model,
        long inputTokens,
        long outputTokens,
        long tokens,
        BigDecimal costUsd,
        long reservedTokens,
        BigDecimal reservedCostUsd,
        String period,
        boolean estimated,
        Instant at,
        long cachedInputTokens,
        long cacheWriteTokens,
        long reasoningTokens,
        @Nullable Integer priceVersion,
        boolean priceAssumed,
        @Nullable Instant heldAt) {
      this(
          agentId,
          taskId,
          attempt,
          model,
          inputTokens,
          outputTokens,
          tokens,
          costUsd,
          reservedTokens,
          reservedCostUsd,
          period,
          estimated,
          at,
          cachedInputTokens,
          cacheWriteTokens,
          reasoningTokens,
          priceVersion,
          priceAssumed,
          heldAt,
          null);
    }

    /** What goes back to its task's attempt in tokens. */
    public long returnedTokens() {
      return call == null ? 0 : call.returnedTokens();
    }

    /** What goes back to its task's attempt in dollars. */
    public BigDecimal returnedCostUsd() {
      return call == null ? BigDecimal.ZERO : call.returnedCostUsd();
    }
  }

  /**
   * What was counted is put right, by an administrator or by another price. It counts in its
   * period, up or down.
   *
   * @param correctionId also the id of its usage row
   * @param period the month, such as {@code 2026-03}
   * @param day such as {@code 2026-03-14}; null where it counts in no day
   * @param taskId null where it is of no task
   * @param model whose use it is; null where that isn't said
   * @param usageId the use that has another price; null where a person corrects
   * @param priceVersion that other price's; null where a person corrects
   * @param reason null of an agent that is erased, or is being erased: no text of it is kept
   * @param opensDay whether nothing was held on that day yet; absent where something was
   */
  record UsageCorrected(
      UUID agentId,
      UUID correctionId,
      String period,
      @Nullable String day,
      @Nullable UUID taskId,
      @Nullable String model,
      long tokens,
      BigDecimal costUsd,
      @Nullable UUID usageId,
      @Nullable Integer priceVersion,
      @Sealed @Nullable String reason,
      String by,
      Instant at,
      boolean opensDay)
      implements QuotaEvent {
    /** Of a month alone, or of a day that is open already. */
    public UsageCorrected(
        UUID agentId,
        UUID correctionId,
        String period,
        @Nullable String day,
        @Nullable UUID taskId,
        @Nullable String model,
        long tokens,
        BigDecimal costUsd,
        @Nullable UUID usageId,
        @Nullable Integer priceVersion,
        @Nullable String reason,
        String by,
        Instant at) {
      this(
          agentId,
          correctionId,
          period,
          day,
          taskId,
          model,
          tokens,
          costUsd,
          usageId,
          priceVersion,
          reason,
          by,
          at,
          false);
    }
  }

  /**
   * More was reported than can be true, or than a blocking limit had room for: what was counted is
   * in the attempt's {@link UsageRecorded}, and the rest is only told.
   *
   * @param model null where none was called
   */
  record UsageImplausible(
      UUID agentId,
      UUID taskId,
      int attempt,
      @Nullable String model,
      long reportedTokens,
      long countedTokens,
      BigDecimal reportedCostUsd,
      BigDecimal countedCostUsd,
      Instant at)
      implements QuotaEvent {}

  /**
   * A submission or a model call was refused before the call; all four figures are tokens or
   * dollars.
   *
   * @param taskId the call's id where it was a call
   * @param taskType the call's operation, such as {@code gateway.chat}, where it was a call
   * @param earlier refusals of calls at the same limit since the last one on record; absent for
   *     none
   * @param level whose limit it was; absent for the agent's
   * @param window of that limit; absent for a month
   */
  record UsageRefused(
      UUID agentId,
      UUID taskId,
      String taskType,
      LimitKind limitKind,
      BigDecimal limit,
      BigDecimal used,
      BigDecimal reserved,
      BigDecimal requested,
      String period,
      Instant resetsAt,
      Instant at,
      int earlier,
      @Nullable Level level,
      @Nullable Window window)
      implements QuotaEvent {
    /** With none before. */
    public UsageRefused(
        UUID agentId,
        UUID taskId,
        String taskType,
        LimitKind limitKind,
        BigDecimal limit,
        BigDecimal used,
        BigDecimal reserved,
        BigDecimal requested,
        String period,
        Instant resetsAt,
        Instant at) {
      this(
          agentId, taskId, taskType, limitKind, limit, used, reserved, requested, period, resetsAt,
          at, 0, null, null);
    }

    /** Whose limit it was. */
    public Level atLevel() {
      return level == null ? Level.AGENT : level;
    }

    /** The window of that limit. */
    public Window ofWindow() {
      return window == null ? Window.MONTH : window;
    }

    /** Whether a model call was refused, not a task. */
    public boolean ofCall() {
      return taskType.startsWith(CALLS);
    }

    /** The same with what was refused before it. */
    public UsageRefused after(int refused) {
      return new UsageRefused(
          agentId, taskId, taskType, limitKind, limit, used, reserved, requested, period, resetsAt,
          at, refused, level, window);
    }
  }

  /**
   * A task runs over the limit by policy, or an attempt used more than it had reserved; then {@code
   * requested} is the difference. In both cases the figures are those of just before, and the limit
   * is passed where {@code used + reserved + requested > limit}.
   *
   * @param level whose limit it is; absent for the agent's
   * @param window of that limit; absent for a month
   */
  record OverageRecorded(
      UUID agentId,
      UUID taskId,
      LimitKind limitKind,
      OveragePolicy policy,
      BigDecimal limit,
      BigDecimal used,
      BigDecimal reserved,
      BigDecimal requested,
      String period,
      Instant at,
      @Nullable Level level,
      @Nullable Window window)
      implements QuotaEvent {
    /** Of the agent's own limit of a month. */
    public OverageRecorded(
        UUID agentId,
        UUID taskId,
        LimitKind limitKind,
        OveragePolicy policy,
        BigDecimal limit,
        BigDecimal used,
        BigDecimal reserved,
        BigDecimal requested,
        String period,
        Instant at) {
      this(
          agentId, taskId, limitKind, policy, limit, used, reserved, requested, period, at, null,
          null);
    }

    /** Whose limit it is. */
    public Level atLevel() {
      return level == null ? Level.AGENT : level;
    }

    /** The window of that limit. */
    public Window ofWindow() {
      return window == null ? Window.MONTH : window;
    }
  }

  /**
   * Limits of a window are higher for a while.
   *
   * @param tokens by how many; null for none
   * @param costUsd by how many dollars; null for none
   * @param until the first moment when they aren't any more
   */
  record QuotaRaised(
      UUID agentId,
      UUID raiseId,
      Window window,
      @Nullable Long tokens,
      @Nullable BigDecimal costUsd,
      Instant until,
      @Sealed String reason,
      String by,
      Instant at)
      implements QuotaEvent {}
}
