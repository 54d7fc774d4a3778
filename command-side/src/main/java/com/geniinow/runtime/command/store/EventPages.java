package com.geniinow.runtime.command.store;

import com.geniinow.runtime.events.RuntimeEvent;
import com.geniinow.runtime.platform.problem.Outages;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.axonframework.eventhandling.GenericDomainEventEntry;
import org.axonframework.eventsourcing.EventStreamUtils;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.upcasting.event.EventUpcaster;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Reads stored events a page at a time, whoever asks: with a login that row-level security binds,
 * only what that login may see. Only up to a position below which nothing can be committed any more
 * ({@link EventFeed#settled()}), or of one agent alone, a page misses nothing.
 *
 * <p>Text of people and agents reads null where it is sealed: who is told of events is told none of
 * it, and needs not wait for keys.
 */
public final class EventPages {
  private static final Logger log = LoggerFactory.getLogger(EventPages.class);
  private static final String SELECT =
      """
      SELECT global_index, event_identifier, entity_id, aggregate_identifier, type,
        sequence_number, payload_type, payload_revision, payload, time_stamp, meta_data
      FROM domain_event_entry
      WHERE global_index > ? AND global_index <= ? AND payload_type = ANY (?)""";

  private final Serializer serializer;
  private final EventUpcaster upcasters;

  EventPages(Serializer serializer, EventUpcaster upcasters) {
    this.serializer = serializer;
    this.upcasters = upcasters;
  }

  /**
   * Which events are read.
   *
   * @param types the names of their classes, as they are stored
   * @param agentId of this agent alone; null for any
   * @param entityId of this entity's agents alone; null for any
   */
  public record Wanted(Collection<String> types, @Nullable UUID agentId, @Nullable UUID entityId) {
    public Wanted {
      types = List.copyOf(types);
    }
  }

  /**
   * What was read.
   *
   * @param upTo nothing that is wanted is left up to here
   */
  public record Page(List<FedEvent> events, long upTo) {
    public Page {
      events = List.copyOf(events);
    }
  }

  /**
   * The next of them in the order of the store. One that can't be read is passed over, unless it
   * could be later: then all of the page fails.
   *
   * @param after where the page before it ended
   * @param upTo the last position that may be read
   * @param most rows of a page
   */
  public Page read(JdbcClient jdbc, Wanted wanted, long after, long upTo, int most) {
    var sql = new StringBuilder(SELECT);
    List<Object> params = new ArrayList<>();
    params.add(after);
    params.add(upTo);
    params.add(wanted.types().toArray(String[]::new));
    if (wanted.agentId() != null) {
      sql.append(" AND agent_id = ?");
      params.add(wanted.agentId());
    }
    if (wanted.entityId() != null) {
      sql.append(" AND entity_id = ?");
      params.add(wanted.entityId());
    }
    sql.append(" ORDER BY global_index LIMIT ?");
    params.add(most);
    var rows = jdbc.sql(sql.toString()).params(params).query(EventPages::row).list();
    var events = rows.stream().map(this::decoded).filter(Objects::nonNull).toList();
    return new Page(events, rows.size() < most ? upTo : rows.getLast().position());
  }

  private @Nullable FedEvent decoded(Row row) {
    try {
      return event(row);
    } catch (RuntimeException e) {
      if (Outages.isOutage(e)) {
        throw e; // passed over, it would never be told of
      }
      log.warn("event {} can't be read and is passed over: {}", row.eventId(), e.toString());
      return null;
    }
  }

  private @Nullable FedEvent event(Row row) {
    return EventStreamUtils.asStream(
            EventStreamUtils.upcastAndDeserializeDomainEvents(
                Stream.of(row.entry()), serializer, upcasters))
        .<Object>map(message -> message.getPayload())
        .filter(RuntimeEvent.class::isInstance)
        .map(RuntimeEvent.class::cast)
        .map(event -> new FedEvent(row.position(), row.eventId(), row.entityId(), event))
        .findFirst()
        .orElse(null);
  }

  private static Row row(ResultSet row, int n) throws SQLException {
    return new Row(
        row.getLong(1),
        UUID.fromString(row.getString(2)),
        row.getObject(3, UUID.class),
        new GenericDomainEventEntry<>(
            row.getString(5),
            row.getString(4),
            row.getLong(6),
            row.getString(2),
            row.getString(10),
            row.getString(7),
            row.getString(8),
            row.getString(9),
            Objects.requireNonNullElse(row.getString(11), "{}")));
  }

  private record Row(
      long position, UUID eventId, UUID entityId, GenericDomainEventEntry<String> entry) {}
}
