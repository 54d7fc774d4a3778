package com.geniinow.runtime.query.history;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event as it is stored.
 *
 * @param type the event's name; {@code payloadType} is the whole one
 * @param position its place among the events of all agents; has gaps
 * @param sequence its place in the stream of its aggregate, from 0
 * @param payload to the letter, whatever revision it has; what is sealed of it is opened
 */
public record EventView(
    UUID eventId,
    String type,
    long position,
    UUID aggregateId,
    String aggregateType,
    long sequence,
    String payloadType,
    @Nullable String payloadRevision,
    @JsonRawValue String payload,
    @JsonRawValue @Nullable String metaData,
    Instant storedAt) {
  static EventView of(EventRow row, String payload) {
    var name = row.payloadType();
    return new EventView(
        UUID.fromString(row.eventId()),
        name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1),
        row.globalIndex(),
        UUID.fromString(row.aggregateId()),
        row.aggregateType(),
        row.sequence(),
        name,
        row.payloadRevision(),
        payload,
        row.metaData(),
        Instant.parse(row.storedAt()));
  }
}
