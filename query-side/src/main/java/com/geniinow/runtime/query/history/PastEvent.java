package com.geniinow.runtime.query.history;

import com.geniinow.runtime.query.record.StoredEvent;
import java.time.Instant;
import java.util.UUID;

/** Which event, without what is in it. */
public record PastEvent(
    UUID eventId, String type, String aggregateType, long sequence, Instant at) {
  static PastEvent of(StoredEvent event) {
    return new PastEvent(
        event.eventId(),
        event.payload().getClass().getSimpleName(),
        event.aggregateType(),
        event.sequence(),
        event.payload().at());
  }
}
