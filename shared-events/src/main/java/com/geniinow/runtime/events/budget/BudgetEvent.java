package com.geniinow.runtime.events.budget;

import com.geniinow.runtime.events.RuntimeEvent;
import com.geniinow.runtime.events.quota.Level;
import com.geniinow.runtime.events.quota.OveragePolicy;
import com.geniinow.runtime.events.quota.Window;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What happens to a budget: the limits that all agents of an entity, or of the platform, share,
 * whether what they hold must be kept, and how long what their tasks say is. Its {@code agentId} is
 * the budget's own id; what is used out of it stands in its agents' events.
 */
public sealed interface BudgetEvent extends RuntimeEvent {
  /** Whose budget it is: the entity's id, or the platform's. */
  UUID entityId();

  /** An administrator set limits and policy; both are whole, also where only one changed. */
  record BudgetSet(
      UUID agentId,
      UUID entityId,
      Level level,
      BudgetLimits limits,
      OveragePolicy policy,
      String by,
      Instant at)
      implements BudgetEvent {}

  /**
   * Limits of a window are higher for a while.
   *
   * @param tokens by how many; null for none
   * @param costUsd by how many dollars; null for none
   * @param until the first moment when they aren't any more
   */
  record BudgetRaised(
      UUID agentId,
      UUID entityId,
      UUID raiseId,
      Window window,
      @Nullable Long tokens,
      @Nullable BigDecimal costUsd,
      Instant until,
      String reason,
      String by,
      Instant at)
      implements BudgetEvent {}

  /** Nothing of the entity's agents may be erased from now on. */
  record LegalHoldSet(UUID agentId, UUID entityId, String reason, String by, Instant at)
      implements BudgetEvent {}

  /**
   * They may be erased again.
   *
   * @param reason null where none was given
   */
  record LegalHoldReleased(
      UUID agentId, UUID entityId, @Nullable String reason, String by, Instant at)
      implements BudgetEvent {}

  /**
   * How long what the tasks of the entity's agents say is kept.
   *
   * @param days so many, after the end of the day on which it was said; null where the entity says
   *     nothing of it any more
   * @param formerDays what was said before; null for nothing
   */
  record RetentionSet(
      UUID agentId,
      UUID entityId,
      @Nullable Integer days,
      @Nullable Integer formerDays,
      String by,
      Instant at)
      implements BudgetEvent {}
}
