package com.geniinow.runtime.command.budget;

import com.geniinow.runtime.command.line.AgentEntry;
import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.command.refusal.RefusedException;
import com.geniinow.runtime.events.Ids;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.axonframework.modelling.command.Aggregate;
import org.axonframework.modelling.command.Repository;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The one place that loads a budget, for commands of its own line. */
@Component
public class Budgets {
  private final Repository<Budget> budgets;

  Budgets(Repository<Budget> budgets) {
    this.budgets = budgets;
  }

  /** The budget of an entity, or of the platform; null before it was set first. */
  @Nullable Aggregate<Budget> find(UUID entityId) {
    var entry = AgentEntry.current();
    return entry == null || entry.agentVersion() < 0
        ? null
        : budgets.load(Ids.budgetOf(entityId).toString());
  }

  /**
   * The same where it must be there.
   *
   * @throws RefusedException when it is not
   */
  Aggregate<Budget> of(UUID entityId) {
    var budget = find(entityId);
    if (budget == null) {
      throw new Refusal.NotFound("budget of", entityId).exception();
    }
    return budget;
  }

  /** Sets one for the first time. */
  void open(Callable<Budget> budget) throws Exception {
    budgets.newInstance(budget);
  }
}
