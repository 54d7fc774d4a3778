package com.geniinow.runtime.query.record;

import com.geniinow.runtime.events.RuntimeEvent;
import java.util.Map;
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
 * @param content the hash of what it holds, where its ledger entry says it; null for events of
 *     before entries did
 * @param keyId the agent's key that acted; null where none did
 * @param commitments by which its ledger entry names what is sealed of it, by the components'
 *     names; empty where nothing is
 * @param entry what it says of its ledger entry itself, if it was sealed since and that holds text
 */
public record StoredEvent(
    UUID eventId,
    String aggregateType,
    long sequence,
    RuntimeEvent payload,
    @Nullable String content,
    @Nullable UUID keyId,
    Map<String, String> commitments,
    @Nullable EntryOfBefore entry) {
  public StoredEvent {
    commitments = Map.copyOf(commitments);
  }

  /** Of no key. */
  public StoredEvent(
      UUID eventId,
      String aggregateType,
      long sequence,
      RuntimeEvent payload,
      @Nullable String content) {
    this(eventId, aggregateType, sequence, payload, content, null, Map.of(), null);
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
      var content = EventContent.of(event, stored);
      return new StoredEvent(
          UUID.fromString(domain.getIdentifier()),
          domain.getType(),
          domain.getSequenceNumber(),
          payload,
          content.hash(),
          event.getMetaData().get(RuntimeEvent.KEY_ID) instanceof String key
              ? UUID.fromString(key)
              : null,
          content.commitments(),
          EntryOfBefore.of(event.getMetaData()));
    }
    throw new IllegalArgumentException("not an event of an aggregate: " + event.getPayloadType());
  }
}
