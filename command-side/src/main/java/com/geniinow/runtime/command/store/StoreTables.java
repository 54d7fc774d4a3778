package com.geniinow.runtime.command.store;

import org.axonframework.eventhandling.tokenstore.jdbc.TokenSchema;
import org.axonframework.eventsourcing.eventstore.jdbc.EventSchema;
import org.axonframework.modelling.saga.repository.jdbc.PostgresSagaSqlSchema;
import org.axonframework.modelling.saga.repository.jdbc.SagaSchema;
import org.axonframework.modelling.saga.repository.jdbc.SagaSqlSchema;

/** The names of Axon's tables and columns as the migrations made them: snake_case. */
public final class StoreTables {
  static final EventSchema EVENTS =
      EventSchema.builder()
          .eventTable("domain_event_entry")
          .snapshotTable("snapshot_event_entry")
          .globalIndexColumn("global_index")
          .timestampColumn("time_stamp")
          .eventIdentifierColumn("event_identifier")
          .aggregateIdentifierColumn("aggregate_identifier")
          .sequenceNumberColumn("sequence_number")
          .typeColumn("type")
          .payloadTypeColumn("payload_type")
          .payloadRevisionColumn("payload_revision")
          .payloadColumn("payload")
          .metaDataColumn("meta_data")
          .build();

  /** Where streaming processors keep their place. */
  public static final TokenSchema TOKENS =
      TokenSchema.builder()
          .setTokenTable("token_entry")
          .setProcessorNameColumn("processor_name")
          .setTokenTypeColumn("token_type")
          .build();

  /** Where sagas keep their state and what they wait for. */
  public static final SagaSqlSchema SAGAS =
      new PostgresSagaSqlSchema(
          SagaSchema.builder()
              .sagaEntryTable("saga_entry")
              .associationValueEntryTable("association_value_entry")
              .serializedSagaColumn("serialized_saga")
              .associationKeyColumn("association_key")
              .associationValueColumn("association_value")
              .sagaIdColumn("saga_id")
              .sagaTypeColumn("saga_type")
              .build());

  private StoreTables() {}
}
