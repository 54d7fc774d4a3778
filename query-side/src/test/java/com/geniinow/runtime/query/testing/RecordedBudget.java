package com.geniinow.runtime.query.testing;

import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.budget.BudgetEvent;
import com.geniinow.runtime.events.budget.BudgetEvent.BudgetRaised;
import com.geniinow.runtime.events.budget.BudgetEvent.BudgetSet;
import com.geniinow.runtime.events.budget.BudgetLimits;
import com.geniinow.runtime.events.quota.Level;
import com.geniinow.runtime.events.quota.OveragePolicy;
import com.geniinow.runtime.events.quota.Window;
import com.geniinow.runtime.query.record.Projections;
import com.geniinow.runtime.query.record.StoredEvent;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An entity's budget, whose events become rows as those of the command side do. */
public final class RecordedBudget {
  private final UUID entity;
  private final List<StoredEvent> events = new ArrayList<>();

  public RecordedBudget(UUID entity) {
    this.entity = entity;
  }

  public UUID id() {
    return Ids.budgetOf(entity);
  }

  public UUID entity() {
    return entity;
  }

  /** All that were committed, in their order. */
  public List<StoredEvent> events() {
    return events;
  }

  /** Sets the limits under {@code block}; returns the event's id. */
  public UUID set(BudgetLimits limits, Instant at) {
    return commit(
        new BudgetSet(id(), entity, Level.ENTITY, limits, OveragePolicy.BLOCK, "ann", at));
  }

  /** Raises the tokens of a window; returns the event's id. */
  public UUID raise(
      Window window, @Nullable Long tokens, @Nullable String usd, Instant until, Instant at) {
    return commit(
        new BudgetRaised(
            id(),
            entity,
            UUID.randomUUID(),
            window,
            tokens,
            usd == null ? null : new BigDecimal(usd),
            until,
            "launch",
            "ann",
            at));
  }

  private UUID commit(BudgetEvent payload) {
    var event = new StoredEvent(UUID.randomUUID(), "Budget", events.size(), payload, null);
    Database.asCommand(
        jdbc -> {
          jdbc.query("SELECT genii_enter(?, ?, ?)", row -> {}, id(), Ids.quotaOf(id()), entity);
          new Projections(jdbc, id -> null).project(List.of(event));
        });
    events.add(event);
    return event.eventId();
  }
}
