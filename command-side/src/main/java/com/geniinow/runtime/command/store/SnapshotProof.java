package com.geniinow.runtime.command.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.geniinow.runtime.platform.work.DerivedState;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.annotation.HandlerDefinition;
import org.axonframework.messaging.annotation.ParameterResolverFactory;
import org.springframework.jdbc.core.JdbcOperations;

/**
 * Verifies the snapshots that aggregates are loaded from: each is taken again from the events that
 * it stands for.
 */
final class SnapshotProof implements DerivedState {
  private static final int SHOWN = 20;
  private static final ObjectMapper JSON = EventJson.mapper();

  private final JdbcOperations system;
  private final SnapshotReplay replay;

  SnapshotProof(
      JdbcOperations system,
      EventStore systemEvents,
      ParameterResolverFactory parameters,
      HandlerDefinition handlers) {
    this.system = system;
    this.replay = new SnapshotReplay(systemEvents, parameters, handlers);
  }

  @Override
  public String table() {
    return "snapshot_event_entry";
  }

  private record Row(String id, long sequence, String type, UUID agentId, String payload) {}

  @Override
  public Found verify(Runnable alive) {
    List<Differing> differing = new ArrayList<>();
    long rows = 0;
    long wrong = 0;
    for (var row : rows()) {
      alive.run();
      rows++;
      var replayed = tree(EventJson.text(replay.at(type(row), row.id(), row.sequence())));
      var live = tree(row.payload());
      if (!replayed.equals(live)) {
        wrong++;
        if (differing.size() < SHOWN) {
          differing.add(
              new Differing(
                  UUID.fromString(row.id()), row.agentId(), row.payload(), replayed.toString()));
        }
      }
    }
    return new Found(rows, wrong, differing);
  }

  private List<Row> rows() {
    return system.query(
        """
        SELECT aggregate_identifier, sequence_number, payload_type, agent_id, payload
        FROM snapshot_event_entry ORDER BY aggregate_identifier, sequence_number""",
        (row, n) ->
            new Row(
                row.getString(1),
                row.getLong(2),
                row.getString(3),
                row.getObject(4, UUID.class),
                row.getString(5)));
  }

  private static Class<?> type(Row row) {
    try {
      return Class.forName(row.type());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("a snapshot of an aggregate that is none of ours", e);
    }
  }

  private static JsonNode tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      return JSON.getNodeFactory().textNode(json);
    }
  }
}
