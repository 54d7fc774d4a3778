package com.geniinow.runtime.command.store;

import com.geniinow.runtime.platform.database.LateWrites;
import com.geniinow.runtime.platform.database.RoundTrip.Part;
import java.util.Arrays;
import java.util.List;
import org.axonframework.common.DateTimeUtils;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.EventUtils;
import org.axonframework.eventsourcing.eventstore.jdbc.JdbcEventStorageEngine;
import org.axonframework.serialization.Serializer;

/**
 * The events that commands append. Nobody waits for their rows: they go to PostgreSQL with the rows
 * that projectors make of them, which are the next that their transaction sends. Who was slower
 * than another hears so from PostgreSQL then, by a unique violation.
 */
final class CommandEventStorage extends JdbcEventStorageEngine {
  private static final String INSERT =
      """
      INSERT INTO domain_event_entry
      (event_identifier, aggregate_identifier, sequence_number, type, time_stamp,
        payload_type, payload_revision, payload, meta_data)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""";

  private final LateWrites late;

  CommandEventStorage(Builder builder, LateWrites late) {
    super(builder);
    this.late = late;
  }

  @Override
  protected void appendEvents(List<? extends EventMessage<?>> events, Serializer serializer) {
    for (var event : events) {
      late.add(row(EventUtils.asDomainEventMessage(event), serializer));
    }
  }

  private static Part row(DomainEventMessage<?> event, Serializer serializer) {
    var payload = event.serializePayload(serializer, String.class);
    var metaData = event.serializeMetaData(serializer, String.class);
    return Part.ofOneRow(
        INSERT,
        Arrays.asList(
            event.getIdentifier(),
            event.getAggregateIdentifier(),
            event.getSequenceNumber(),
            event.getType(),
            DateTimeUtils.formatInstant(event.getTimestamp()),
            payload.getType().getName(),
            payload.getType().getRevision(),
            payload.getData(),
            metaData.getData()));
  }
}
