package com.geniinow.runtime.command.store;

import java.util.ArrayList;
import java.util.List;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GapAwareTrackingToken;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.serialization.SimpleSerializedObject;
import org.jspecify.annotations.Nullable;

/** Reads events as a streaming processor does: from its token on, which it keeps as JSON. */
final class Follower {
  private final EventTable table;
  private EventStorageEngine reader;
  private @Nullable TrackingToken token;
  final List<String> seen = new ArrayList<>();
  final List<String> order = new ArrayList<>();

  Follower(EventTable table) {
    this(table, table.reader());
  }

  /** One of several that share a reader, as the processors of a process do. */
  Follower(EventTable table, EventStorageEngine reader) {
    this.table = table;
    this.reader = reader;
    this.token = reader.createTailToken();
  }

  /** Reads until there is nothing more now; answers the ids of what came. */
  List<String> read() {
    List<String> came = new ArrayList<>();
    try (var events = reader.readEvents(token, false)) {
      events.forEach(
          event -> {
            token = event.trackingToken();
            came.add(event.getIdentifier());
            var domain = (DomainEventMessage<?>) event;
            order.add(domain.getAggregateIdentifier() + "/" + domain.getSequenceNumber());
          });
    }
    seen.addAll(came);
    return came;
  }

  /** Another process goes on from what is stored. */
  void restart() {
    reader = table.reader();
    if (token != null) {
      var serializer = EventJson.serializer();
      var stored = serializer.serialize(token, String.class);
      token =
          serializer.deserialize(
              new SimpleSerializedObject<>(stored.getData(), String.class, stored.getType()));
    }
  }

  /** Goes on from a token that was stored before. */
  void goOnFrom(TrackingToken stored) {
    token = stored;
  }

  int gaps() {
    return token == null ? 0 : ((GapAwareTrackingToken) token).getGaps().size();
  }
}
