package com.geniinow.runtime.command.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.geniinow.runtime.platform.work.DerivedState;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.annotation.HandlerDefinition;
import org.axonframework.messaging.annotation.ParameterResolverFactory;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;
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
      var replayed = replayed(row);
      if (!replayed.equals(tree(row.payload()))) {
        wrong++;
        if (differing.size() < SHOWN) {
          differing.add(
              new Differing(
                  Objects.requireNonNullElse(uuid(row.id()), row.agentId()),
                  row.agentId(),
                  row.payload(),
                  replayed.toString()));
        }
      }
    }
    return new Found(rows, wrong, differing);
  }

  /** What the events say; a text, which equals no snapshot, where they can't say it. */
  private JsonNode replayed(Row row) {
    var type = type(row);
    if (type == null || uuid(row.id()) == null) {
      return JSON.getNodeFactory().textNode("no aggregate of ours");
    }
    return replay
        .at(type, row.id(), row.sequence())
        .map(aggregate -> tree(EventJson.text(aggregate)))
        .orElseGet(() -> JSON.getNodeFactory().textNode("no event stands there"));
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

  private static @Nullable Class<?> type(Row row) {
    try {
      var type = Class.forName(row.type(), false, SnapshotProof.class.getClassLoader());
      return type.isAnnotationPresent(Aggregate.class) ? type : null;
    } catch (ClassNotFoundException | LinkageError e) {
      return null;
    }
  }

  private static @Nullable UUID uuid(String id) {
    try {
      return UUID.fromString(id);
    } catch (IllegalArgumentException e) {
      return null;
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
