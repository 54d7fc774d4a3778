package com.geniinow.runtime.command.budget;

import com.geniinow.runtime.command.line.Now;
import com.geniinow.runtime.command.refusal.Refusal;
import org.axonframework.commandhandling.CommandHandler;
import org.springframework.stereotype.Component;

/**
 * How long entities keep days, which stands in the lines of their budgets. A command that erases a
 * day shares what these hold alone: each of the two sees the other, or comes before it.
 */
@Component
class RetentionHandler {
  private final Budgets budgets;
  private final Now now;

  RetentionHandler(Budgets budgets, Now now) {
    this.budgets = budgets;
    this.now = now;
  }

  /** An entity without a budget gets one that limits nothing. */
  @CommandHandler
  void handle(SetRetention c) throws Exception {
    var at = now.get();
    var days = c.days();
    var budget = budgets.find(c.entityId());
    if (days == null && (budget == null || budget.invoke(b -> b.retentionDays()) == null)) {
      throw new Refusal.NotFound("retention of", c.entityId()).exception();
    }
    if (budget != null) {
      budget.execute(b -> b.retain(days, c.by(), at));
    } else if (days != null) {
      int first = days;
      budgets.open(() -> Budget.retaining(c.entityId(), first, c.by(), at));
    }
  }
}
