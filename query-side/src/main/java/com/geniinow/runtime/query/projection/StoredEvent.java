package com.geniinow.runtime.query.projection;

import com.geniinow.runtime.events.RuntimeEvent;
import java.util.UUID;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;

/**
 * An event as the store holds it.
 *
 * @param eventId the store's unique id of the event
 * @param aggregateType which kind of aggregate raised it, such as {@code Agent}
 * @param sequence its position in the stream of its aggregate, from 0
 * @param payload what happened
 */
public record StoredEvent(UUID eventId, String aggregateType, long sequence, RuntimeEvent payload) {

  /**
   * From the event store's own form.
   *
   * @throws IllegalArgumentException when no aggregate of the runtime raised it
   */
  public static StoredEvent of(EventMessage<?> event) {
    if (event instanceof DomainEventMessage<?> domain
        && domain.getPayload() instanceof RuntimeEvent payload) {
      return new StoredEvent(
          UUID.fromString(domain.getIdentifier()),
          domain.getType(),
          domain.getSequenceNumber(),
          payload);
    }
    throw new IllegalArgumentException("not an event of an aggregate: " + event.getPayloadType());
  }
}
