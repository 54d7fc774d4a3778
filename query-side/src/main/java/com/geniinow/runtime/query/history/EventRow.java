package com.geniinow.runtime.query.history;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.axonframework.eventhandling.DomainEventData;
import org.axonframework.eventhandling.GenericDomainEventEntry;
import org.jspecify.annotations.Nullable;

/**
 * An event as its row in domain_event_entry has it.
 *
 * @param globalIndex its place among all events; has gaps
 */
record EventRow(
    long globalIndex,
    UUID agentId,
    String eventId,
    String aggregateId,
    String aggregateType,
    long sequence,
    String payloadType,
    @Nullable String payloadRevision,
    String payload,
    @Nullable String metaData,
    String storedAt) {
  static final String SELECT =
      """
      SELECT global_index, agent_id, event_identifier, aggregate_identifier, type, sequence_number,
        payload_type, payload_revision, payload, meta_data, time_stamp
      FROM domain_event_entry
      """;

  static EventRow of(ResultSet row, int n) throws SQLException {
    return new EventRow(
        row.getLong(1),
        row.getObject(2, UUID.class),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getLong(6),
        row.getString(7),
        row.getString(8),
        row.getString(9),
        row.getString(10),
        row.getString(11));
  }

  /** As the event store's own reader wants it. */
  DomainEventData<String> entry() {
    return new GenericDomainEventEntry<>(
        aggregateType,
        aggregateId,
        sequence,
        eventId,
        storedAt,
        payloadType,
        payloadRevision,
        payload,
        metaData == null ? "{}" : metaData);
  }
}
