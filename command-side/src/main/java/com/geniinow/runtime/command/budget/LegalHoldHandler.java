package com.geniinow.runtime.command.budget;

import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.refusal.Refusal;
import org.axonframework.commandhandling.CommandHandler;
import org.springframework.stereotype.Component;

/**
 * The holds of entities, which stand in the lines of their budgets. A command that starts to erase
 * an agent shares what these hold alone: each of the two sees the other, or comes before it.
 */
@Component
class LegalHoldHandler {
  private final Budgets budgets;
  private final Now now;

  LegalHoldHandler(Budgets budgets, Now now) {
    this.budgets = budgets;
    this.now = now;
  }

  /** An entity without a budget gets one that limits nothing. */
  @CommandHandler
  void handle(SetLegalHold c) throws Exception {
    var at = now.get();
    var budget = budgets.find(c.entityId());
    if (budget == null) {
      budgets.open(() -> Budget.held(c.entityId(), c.reason(), c.by(), at));
    } else {
      budget.execute(b -> b.hold(c.reason(), c.by(), at));
    }
  }

  @CommandHandler
  void handle(ReleaseLegalHold c) {
    var budget = budgets.find(c.entityId());
    if (budget == null || !budget.invoke(Budget::isHeld)) {
      throw new Refusal.NotFound("legal hold of", c.entityId()).exception();
    }
    budget.execute(b -> b.release(c.reason(), c.by(), now.get()));
  }
}
