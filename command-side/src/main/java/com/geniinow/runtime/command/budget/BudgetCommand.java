package com.geniinow.runtime.command.budget;

import com.geniinow.runtime.command.line.AgentCommand;
import com.geniinow.runtime.events.Ids;
import java.util.UUID;

/**
 * A command of a budget, which has a line, a ledger and events of its own, like an agent.
 *
 * @param <R> what its handler answers
 */
interface BudgetCommand<R> extends AgentCommand<R> {
  /** Whose budget it is: an entity, or the platform. */
  UUID entityId();

  @Override
  default UUID agentId() {
    return Ids.budgetOf(entityId());
  }

  /** Every command goes by the budgets that it finds until it ends. */
  @Override
  default String holdsAlone() {
    return "genii.budgets";
  }

  @Override
  default UUID newEntityId() {
    return entityId();
  }
}
