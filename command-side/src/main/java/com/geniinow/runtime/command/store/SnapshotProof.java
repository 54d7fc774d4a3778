package com.geniinow.runtime.command.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.geniinow.runtime.platform.work.DerivedState;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.axonframework.messaging.annotation.HandlerDefinition;
import org.axonframework.messaging.annotation.ParameterResolverFactory;
import org.axonframework.serialization.SerializationException;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Verifies the snapshots that aggregates are loaded from: each is taken again from the events that
 * it stands for.
 */
final class SnapshotProof implements DerivedState {
  private static final int SHOWN = 20;

  /** Snapshots that are in memory at once. */
  private static final int PAGE = 100;

  /** Events of a long history after which the run says that it is alive. */
  private static final int EVENTS = 1_000;

  private static final ObjectMapper JSON = EventJson.mapper();

  private final JdbcClient system;
  private final SnapshotReplay replay;

  SnapshotProof(
      JdbcClient system,
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

  private record Row(
      String id, long sequence, String type, String revision, UUID agentId, String payload) {}

  @Override
  public Found verify(@Nullable UUID entityId, Runnable alive) {
    List<Differing> differing = new ArrayList<>();
    long rows = 0;
    long wrong = 0;
    var page = after(new Row("", -1, "", "", new UUID(0, 0), ""), entityId);
    while (!page.isEmpty()) {
      for (var row : page) {
        alive.run();
        rows++;
        var difference = difference(row, alive);
        if (difference != null) {
          wrong++;
          if (differing.size() < SHOWN) {
            differing.add(difference);
          }
        }
      }
      page = after(page.getLast(), entityId);
    }
    return new Found(rows, wrong, differing);
  }

  private @Nullable Differing difference(Row row, Runnable alive) {
    var type = type(row);
    var id = uuid(row.id());
    if (type == null || id == null) {
      return differing(row, row.payload(), "no aggregate of ours");
    }
    if (!SealedSnapshots.isCurrent(type, row.revision())) {
      return null; // of an earlier form: nothing is loaded from it any more
    }
    Optional<Object> replayed;
    var listening = new Listening(alive);
    try {
      replayed = replay.at(type, row.id(), row.sequence(), listening);
    } catch (EventStoreException e) {
      throw e;
    } catch (RuntimeException e) { // its events were changed so that they make no sense
      listening.rethrow();
      return differing(row, row.payload(), "its events can't be applied: " + e);
    }
    if (replayed.isEmpty()) {
      return differing(row, row.payload(), "no event stands there");
    }
    var truth = EventJson.text(replayed.get());
    if (tree(truth).equals(tree(row.payload()))) {
      return null;
    }
    // One of an earlier version may lack what is written today and mean the same: what counts is
    // what an aggregate that is loaded from it would be.
    var loaded = loaded(type, row.payload());
    return tree(truth).equals(tree(loaded)) ? null : differing(row, loaded, truth);
  }

  /** What is made of a snapshot, as it would be written today; itself where that can't be. */
  private static String loaded(Class<?> type, String payload) {
    try {
      return EventJson.text(EventJson.object(payload, type));
    } catch (SerializationException e) {
      return payload;
    }
  }

  private static Differing differing(Row row, String live, String replayed) {
    return new Differing(
        Objects.requireNonNullElse(uuid(row.id()), row.agentId()), row.agentId(), live, replayed);
  }

  private List<Row> after(Row last, @Nullable UUID entityId) {
    return system
        .sql(
            """
            SELECT aggregate_identifier, sequence_number, payload_type,
              coalesce(payload_revision, '1'), agent_id, payload
            FROM snapshot_event_entry
            WHERE (aggregate_identifier, sequence_number) > (:id, :sequence)
              AND (entity_id = CAST(:entity AS uuid) OR CAST(:entity AS uuid) IS NULL)
            ORDER BY aggregate_identifier, sequence_number LIMIT :page""")
        .param("id", last.id())
        .param("sequence", last.sequence())
        .param("entity", entityId)
        .param("page", PAGE)
        .query(
            (row, n) ->
                new Row(
                    row.getString(1),
                    row.getLong(2),
                    row.getString(3),
                    row.getString(4),
                    row.getObject(5, UUID.class),
                    row.getString(6)))
        .list();
  }

  /** Asks now and then whether to go on. */
  private static final class Listening implements Runnable {
    private final Runnable alive;
    private int events;
    private @Nullable RuntimeException end;

    Listening(Runnable alive) {
      this.alive = alive;
    }

    @Override
    public void run() {
      if (++events % EVENTS != 0) {
        return;
      }
      try {
        alive.run();
      } catch (RuntimeException e) {
        end = e;
        throw e;
      }
    }

    /** Throws what {@code alive} threw to end this, even if a caller on the way caught it. */
    void rethrow() {
      if (end != null) {
        throw end;
      }
    }
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
