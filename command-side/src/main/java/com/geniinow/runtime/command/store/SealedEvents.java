package com.geniinow.runtime.command.store;

import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.events.RuntimeEvent;
import com.geniinow.runtime.events.SealedNames;
import com.geniinow.runtime.events.budget.BudgetEvent;
import com.geniinow.runtime.platform.sealing.SealedPayload;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.BiFunction;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.messaging.MessageDispatchInterceptor;

/**
 * Seals the events of agents on their way into the store. Those of the platform and of budgets have
 * no agent whose keys could be destroyed, and stay as they are.
 */
final class SealedEvents implements MessageDispatchInterceptor<EventMessage<?>> {
  private final SealedPayload payloads;

  SealedEvents(SealedPayload payloads) {
    this.payloads = payloads;
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
        ? SealedMessage.of(event, clear -> text(event.getIdentifier(), happened, clear))
        : message;
  }

  private String text(String eventId, RuntimeEvent happened, String clear) {
    var marked = SealedNames.of(happened.getClass()).marked();
    return marked.isEmpty()
        ? clear
        : payloads.seal(
            happened.agentId(),
            eventId,
            LocalDate.ofInstant(happened.at(), ZoneOffset.UTC),
            marked,
            clear);
  }

  /** Whether it is sealed, and its ledger entry speaks of commitments. */
  static boolean isOfAgent(RuntimeEvent event) {
    return !(event instanceof BudgetEvent) && !event.agentId().equals(Ids.PLATFORM);
  }
}
