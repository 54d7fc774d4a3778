package com.geniinow.runtime.command.store.evolution;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.geniinow.runtime.command.store.JsonUpcaster;

/** From a revision 0 of TaskCancelled that never was, in which the reason was called why. */
public final class WhyToReason extends JsonUpcaster {
  public WhyToReason() {
    super("com.geniinow.runtime.events.task.TaskEvent$TaskCancelled", 0);
  }

  @Override
  protected void change(ObjectNode payload) {
    payload.set("reason", payload.remove("why"));
  }
}
