package com.geniinow.runtime.command.budget;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.geniinow.runtime.command.quota.Raise;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.command.refusal.RefusedException;
import com.geniinow.runtime.events.EventRevision;
import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.budget.BudgetEvent;
import com.geniinow.runtime.events.budget.BudgetEvent.BudgetRaised;
import com.geniinow.runtime.events.budget.BudgetEvent.BudgetSet;
import com.geniinow.runtime.events.budget.BudgetEvent.LegalHoldReleased;
import com.geniinow.runtime.events.budget.BudgetEvent.LegalHoldSet;
import com.geniinow.runtime.events.budget.BudgetEvent.RetentionSet;
import com.geniinow.runtime.events.budget.BudgetLimits;
import com.geniinow.runtime.events.quota.Level;
import com.geniinow.runtime.events.quota.OveragePolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/**
 * The limits that all agents of an entity, or of the platform, share, whether an entity's agents
 * must be kept, and how long what their tasks say is.
 */
@EventRevision("3")
@Aggregate(repository = "budgetRepository")
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
public class Budget {
  @AggregateIdentifier private UUID budgetId;
  private UUID entityId;
  private Level level;
  private BudgetLimits limits;
  private OveragePolicy policy;
  private List<Raise> raises = new ArrayList<>();
  private boolean held;
  private @Nullable Integer retentionDays;

  /** For Axon, which then applies the events. */
  @SuppressWarnings("NullAway.Init")
  protected Budget() {}

  /** The first of an entity, or of the platform. */
  @SuppressWarnings("NullAway.Init")
  Budget(UUID entityId, BudgetLimits limits, OveragePolicy policy, String by, Instant at) {
    apply(
        new BudgetSet(
            Ids.budgetOf(entityId),
            entityId,
            entityId.equals(Ids.PLATFORM) ? Level.PLATFORM : Level.ENTITY,
            limits,
            policy,
            by,
            at));
  }

  /** One that limits nothing, for an entity whose agents must not be erased. */
  static Budget held(UUID entityId, String reason, String by, Instant at) {
    var budget = new Budget(entityId, BudgetLimits.NONE, OveragePolicy.BLOCK, by, at);
    apply(new LegalHoldSet(Ids.budgetOf(entityId), entityId, reason, by, at));
    return budget;
  }

  /** Whether its entity's agents must not be erased. */
  boolean isHeld() {
    return held;
  }

  /** Keeps its entity's agents from being erased; who does it again changes nothing. */
  void hold(String reason, String by, Instant at) {
    if (!held) {
      apply(new LegalHoldSet(budgetId, entityId, reason, by, at));
    }
  }

  /** Lets its entity's agents be erased again. */
  void release(@Nullable String reason, String by, Instant at) {
    if (held) {
      apply(new LegalHoldReleased(budgetId, entityId, reason, by, at));
    }
  }

  /** One that limits nothing, for an entity that says how long days are kept. */
  static Budget retaining(UUID entityId, int days, String by, Instant at) {
    var budget = new Budget(entityId, BudgetLimits.NONE, OveragePolicy.BLOCK, by, at);
    apply(new RetentionSet(Ids.budgetOf(entityId), entityId, days, null, by, at));
    return budget;
  }

  /** For how many days its entity keeps days; null where it says nothing of it. */
  @Nullable Integer retentionDays() {
    return retentionDays;
  }

  /**
   * Keeps days for so long; who says again what is so changes nothing.
   *
   * @param days null to say nothing of it any more
   */
  void retain(@Nullable Integer days, String by, Instant at) {
    if (!Objects.equals(days, retentionDays)) {
      apply(new RetentionSet(budgetId, entityId, days, retentionDays, by, at));
    }
  }

  BudgetLimits limits() {
    return limits;
  }

  OveragePolicy policy() {
    return policy;
  }

  /** Sets limits and policy; a limit below what is used only blocks further work. */
  void change(BudgetLimits newLimits, OveragePolicy newPolicy, String by, Instant at) {
    if (!newLimits.equals(limits) || newPolicy != policy) {
      apply(new BudgetSet(budgetId, entityId, level, newLimits, newPolicy, by, at));
    }
  }

  /**
   * Makes limits of a window higher for a while.
   *
   * @throws RefusedException where there is no such limit, or there are too many raises
   */
  void raise(UUID raiseId, Raise raise, String reason, String by, Instant at) {
    raise.mustRaise(limits::of);
    if (raises.stream().filter(other -> other.until().isAfter(at)).count() >= Raise.MOST) {
      throw new Refusal.WrongState("As many raises as can be are in force.").exception();
    }
    apply(
        new BudgetRaised(
            budgetId,
            entityId,
            raiseId,
            raise.window(),
            raise.tokens(),
            raise.costUsd(),
            raise.until(),
            reason,
            by,
            at));
  }

  @EventSourcingHandler
  void on(BudgetEvent event) {
    switch (event) {
      case BudgetSet e -> {
        budgetId = e.agentId();
        entityId = e.entityId();
        level = e.level();
        limits = e.limits();
        policy = e.policy();
      }
      case BudgetRaised e -> {
        raises.removeIf(raise -> !raise.until().isAfter(e.at()));
        raises.add(new Raise(e.window(), e.tokens(), e.costUsd(), e.until()));
      }
      case LegalHoldSet e -> held = true;
      case LegalHoldReleased e -> held = false;
      case RetentionSet e -> retentionDays = e.days();
    }
  }
}
