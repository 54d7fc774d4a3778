package com.geniinow.runtime.command.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.axonframework.serialization.SimpleSerializedType;
import org.axonframework.serialization.upcasting.event.IntermediateEventRepresentation;
import org.axonframework.serialization.upcasting.event.SingleEventUpcaster;

/**
 * Reads one revision of an event as if it had been stored as the next one; what is stored stays as
 * it is. A bean of this type is used by everything that reads events: aggregates, processors,
 * replay. See docs/events.md.
 */
public abstract class JsonUpcaster extends SingleEventUpcaster {
  private final SimpleSerializedType from;
  private final SimpleSerializedType to;

  /**
   * From a revision to the next.
   *
   * @param payloadType the event's class name as it is stored
   */
  protected JsonUpcaster(String payloadType, int from) {
    this.from = new SimpleSerializedType(payloadType, Integer.toString(from));
    this.to = new SimpleSerializedType(payloadType, Integer.toString(from + 1));
  }

  /** Changes the stored object into what the next revision would have stored. */
  protected abstract void change(ObjectNode payload);

  @Override
  protected final boolean canUpcast(IntermediateEventRepresentation stored) {
    return stored.getType().equals(from);
  }

  @Override
  protected final IntermediateEventRepresentation doUpcast(IntermediateEventRepresentation stored) {
    return stored.upcastPayload(
        to,
        JsonNode.class,
        payload -> {
          change((ObjectNode) payload);
          return payload;
        });
  }
}
