package com.geniinow.runtime.command.store;

import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.RuntimeEvent;
import com.geniinow.runtime.events.SealedNames;
import com.geniinow.runtime.events.budget.BudgetEvent;
import com.geniinow.runtime.platform.sealing.DataKeys;
import com.geniinow.runtime.platform.sealing.SealedPayload;
import com.geniinow.runtime.platform.sealing.SealedPayload.Sealed;
import java.time.LocalDate;
import java.util.List;
import java.util.function.BiFunction;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.messaging.MessageDispatchInterceptor;

/**
 * Seals the events of agents on their way into the store. Those of the platform and of budgets have
 * no agent whose keys could be destroyed, and stay as they are. What a task says goes with its day;
 * what is said of the agent itself (its name, its keys, schedules and files, why it was corrected)
 * is in force long after the day on which it was said, and lasts as long as the agent.
 */
final class SealedEvents implements MessageDispatchInterceptor<EventMessage<?>> {
  private final SealedPayload payloads;
  private final LatelySealed lately;

  SealedEvents(SealedPayload payloads, LatelySealed lately) {
    this.payloads = payloads;
    this.lately = lately;
  }

  @Override
  public BiFunction<Integer, EventMessage<?>, EventMessage<?>> handle(
      List<? extends EventMessage<?>> messages) {
    return (n, message) -> payloads.isOn() ? sealed(message) : message;
  }

  private EventMessage<?> sealed(EventMessage<?> message) {
    return message instanceof DomainEventMessage<?> event
            && event.getPayload() instanceof RuntimeEvent happened
            && isOfAgent(happened)
        ? SealedMessage.of(event, clear -> seal(event.getIdentifier(), happened, clear))
        : message;
  }

  private Sealed seal(String eventId, RuntimeEvent happened, String clear) {
    var marked = SealedNames.of(happened.getClass()).marked();
    if (marked.isEmpty()) {
      return Sealed.nothing(clear);
    }
    var agent = happened.agentId();
    var day = keyDay(happened);
    var sealed = payloads.seal(agent, eventId, day, marked, clear);
    lately.sealed(eventId, agent, day, sealed, clear);
    return sealed;
  }

  /** The day of the key that the event's text is sealed under. */
  static LocalDate keyDay(RuntimeEvent event) {
    return DataKeys.day(event.at(), event.lasts());
  }

  /** Whether it is sealed, and its ledger entry speaks of commitments. */
  static boolean isOfAgent(RuntimeEvent event) {
    return !(event instanceof BudgetEvent) && !event.agentId().equals(Ids.PLATFORM);
  }
}
