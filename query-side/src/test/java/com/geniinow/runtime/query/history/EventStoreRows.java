package com.geniinow.runtime.query.history;

import com.geniinow.runtime.events.Ids;
import com.geniinow.runtime.platform.sealing.NoDataKeys;
import com.geniinow.runtime.platform.sealing.SealedPayload;
import com.geniinow.runtime.query.record.StoredEvent;
import com.geniinow.runtime.query.testing.Database;
import com.geniinow.runtime.query.testing.RecordedAgent;
import com.geniinow.runtime.query.testing.RecordedBudget;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.axonframework.messaging.MetaData;
import org.axonframework.serialization.ChainingConverter;
import org.axonframework.serialization.Converter;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.SerializedType;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.SimpleSerializedType;
import org.axonframework.serialization.upcasting.event.NoOpEventUpcaster;

/**
 * Events of recorded agents in domain_event_entry. How the command side writes them is its own:
 * here a payload names the event's id, under which the event itself is REMEMBERED.
 */
final class EventStoreRows implements Serializer {
  /** Of all: the proof of checkpoints reads whatever is in the table. */
  private static final Map<String, Object> REMEMBERED = new ConcurrentHashMap<>();

  /** Reads what was stored here. */
  StoredEvents reader() {
    return new StoredEvents(this, NoOpEventUpcaster.INSTANCE, new SealedPayload(new NoDataKeys()));
  }

  /** Stores the events of an agent from one of them on. */
  void store(RecordedAgent agent, int from) {
    var events = agent.events().subList(from, agent.events().size());
    var rows = events.stream().map(event -> row(agent, event)).toList();
    Database.superuser()
        .batchUpdate(
            """
            INSERT INTO domain_event_entry (agent_id, entity_id, event_identifier,
              aggregate_identifier, type, sequence_number, payload_type, payload, time_stamp)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
            rows);
    IntStream.range(0, events.size())
        .forEach(n -> REMEMBERED.put((String) rows.get(n)[7], events.get(n).payload()));
  }

  /** Stores all events of a budget. */
  void store(RecordedBudget budget) {
    for (var event : budget.events()) {
      var id = event.eventId().toString();
      var payload = "{\"id\": \"%s\"}".formatted(id);
      Database.superuser()
          .update(
              """
              INSERT INTO domain_event_entry (agent_id, entity_id, event_identifier,
                aggregate_identifier, type, sequence_number, payload_type, payload, time_stamp)
              VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
              budget.id(),
              budget.entity(),
              id,
              budget.id().toString(),
              event.aggregateType(),
              event.sequence(),
              event.payload().getClass().getName(),
              payload,
              event.payload().at().toString());
      REMEMBERED.put(payload, event.payload());
    }
  }

  private static Object[] row(RecordedAgent agent, StoredEvent event) {
    var quota = event.aggregateType().equals("Quota");
    var id = event.eventId().toString();
    return List.<Object>of(
            agent.id(),
            agent.entity(),
            id,
            (quota ? Ids.quotaOf(agent.id()) : agent.id()).toString(),
            event.aggregateType(),
            event.sequence(),
            event.payload().getClass().getName(),
            "{\"id\": \"%s\", \"about\": %s}".formatted(id, about(event)),
            event.payload().at().toString())
        .toArray();
  }

  /** Whatever ids it names, as a real payload has them. */
  private static String about(StoredEvent event) {
    return "\"" + event.payload().toString().replaceAll("[\"\\\\]", "") + "\"";
  }

  @Override
  @SuppressWarnings("unchecked")
  public <S, T> T deserialize(SerializedObject<S> stored) {
    return (T)
        (stored.getType().getName().equals(MetaData.class.getName())
            ? MetaData.emptyInstance()
            : REMEMBERED.get((String) (Object) stored.getData()));
  }

  @Override
  public Class<?> classForType(SerializedType type) {
    try {
      return Class.forName(type.getName());
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public SerializedType typeForClass(Class type) {
    return new SimpleSerializedType(type.getName(), null);
  }

  @Override
  public <T> SerializedObject<T> serialize(Object object, Class<T> expected) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <T> boolean canSerializeTo(Class<T> expected) {
    return false;
  }

  @Override
  public Converter getConverter() {
    return new ChainingConverter();
  }
}
