package com.geniinow.runtime.query.record;

import com.geniinow.runtime.events.RuntimeEvent;
import java.util.UUID;
import java.util.function.Supplier;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.jspecify.annotations.Nullable;

/**
 * An event as the store holds it.
 *
 * @param eventId the store's unique id of the event
 * @param aggregateType which kind of aggregate raised it, such as {@code Agent}
 * @param sequence its position in the stream of its aggregate, from 0
 * @param payload what happened
 * @param content SHA-256 of the payload's stored bytes in hexadecimal digits, where its ledger
 *     entry says it; null for events of before entries did
 * @param keyId the agent's key that acted; null where none did
 */
public record StoredEvent(
    UUID eventId,
    String aggregateType,
    long sequence,
    RuntimeEvent payload,
    @Nullable String content,
    @Nullable UUID keyId) {
  /** Of no key. */
  public StoredEvent(
      UUID eventId,
      String aggregateType,
      long sequence,
      RuntimeEvent payload,
      @Nullable String content) {
    this(eventId, aggregateType, sequence, payload, content, null);
  }

  /**
   * From the event store's own form.
   *
   * @param stored gives the payload's stored text
   * @throws IllegalArgumentException when no aggregate of the runtime raised it
   */
  public static StoredEvent of(EventMessage<?> event, Supplier<String> stored) {
    if (event instanceof DomainEventMessage<?> domain
        && domain.getPayload() instanceof RuntimeEvent payload) {
      return new StoredEvent(
          UUID.fromString(domain.getIdentifier()),
          domain.getType(),
          domain.getSequenceNumber(),
          payload,
          EventContent.isAttested(event) ? EventContent.hash(stored.get()) : null,
          event.getMetaData().get(RuntimeEvent.KEY_ID) instanceof String key
              ? UUID.fromString(key)
              : null);
    }
    throw new IllegalArgumentException("not an event of an aggregate: " + event.getPayloadType());
  }
}
