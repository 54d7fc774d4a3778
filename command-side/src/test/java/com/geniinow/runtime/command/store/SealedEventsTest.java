package com.geniinow.runtime.command.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.command.TestDataKeys;
import com.geniinow.runtime.events.RuntimeEvent;
import com.geniinow.runtime.events.Sealed;
import com.geniinow.runtime.events.task.TaskEvent;
import com.geniinow.runtime.platform.sealing.BrokenSealException;
import com.geniinow.runtime.platform.sealing.SealedPayload;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventEntry;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.EventStreamUtils;
import org.axonframework.serialization.Serializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every event there is, on its way into the store and back. */
class SealedEventsTest {
  private static final Serializer STORE = EventJson.serializer();

  private final TestDataKeys keys = new TestDataKeys();
  private final SealedPayload payloads = new SealedPayload(keys);
  private final SealedEvents sealing = new SealedEvents(payloads, new LatelySealed(payloads));

  @BeforeEach
  void on() {
    keys.use(true);
  }

  @AfterEach
  void off() {
    keys.use(false);
  }

  static List<RuntimeEvent> samples() {
    return EventSamples.ALL;
  }

  static List<RuntimeEvent> marked() {
    return samples().stream()
        .filter(event -> SealedEvents.isOfAgent(event) && !names(event).isEmpty())
        .toList();
  }

  private static Set<String> names(RuntimeEvent event) {
    return Arrays.stream(event.getClass().getRecordComponents())
        .filter(component -> component.isAnnotationPresent(Sealed.class))
        .map(component -> component.getName())
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void an_event_is_sealed_in_each_marked_component_and_read_as_it_was(RuntimeEvent event) {
    var stored = stored(message(event));

    assertThat(read(stored)).isEqualTo(event);
    var present =
        names(event).stream()
            .filter(name -> STORE.serialize(event, String.class).getData().contains(name))
            .collect(Collectors.toSet());
    if (SealedEvents.isOfAgent(event)) {
      assertThat(stored.getMetaData().getData()).contains("\"content\":\"commitments\"");
      assertThat(SealedPayload.inTheClear(stored.getPayload().getData()).commitments())
          .containsOnlyKeys(present);
    } else {
      // Such as a webhook's, which is an agent's or, as the sample here, the platform's.
      assertThat(stored.getPayload().getData())
          .isEqualTo(STORE.serialize(event, String.class).getData());
      assertThat(stored.getMetaData().getData()).isEqualTo("{}");
    }
  }

  @ParameterizedTest
  @MethodSource("marked")
  void without_its_key_each_marked_component_is_null_and_the_rest_as_it_was(RuntimeEvent event)
      throws ReflectiveOperationException {
    var stored = stored(message(event));
    keys.destroy(event.agentId());

    var read = read(stored);
    for (var component : event.getClass().getRecordComponents()) {
      var value = component.getAccessor().invoke(read);
      if (component.isAnnotationPresent(Sealed.class)) {
        assertThat(String.valueOf(value)).as(component.getName()).isEqualTo("null");
      } else {
        assertThat(value).isEqualTo(component.getAccessor().invoke(event));
      }
    }
  }

  /** What is said of an agent itself is in force long after its day is older than days are kept. */
  @ParameterizedTest
  @MethodSource("marked")
  void what_tasks_say_goes_with_its_day_and_all_else_with_the_agent(RuntimeEvent event) {
    var day = LocalDate.ofInstant(event.at(), ZoneOffset.UTC);
    var stored = stored(message(event));
    keys.destroyDay(event.agentId(), day);

    var read = read(stored);
    if (event instanceof TaskEvent) {
      assertThat(read).isNotEqualTo(event);
    } else {
      assertThat(read).isEqualTo(event);
    }
  }

  @Test
  void it_is_sealed_once_however_often_it_is_asked_for() {
    var message = sealed(message(marked().getFirst()));
    var first = text(message);

    assertThat(text(message)).isEqualTo(first);
    assertThat(text(message.andMetaData(Map.of("key_id", "1")))).isEqualTo(first);
    assertThat(text(message.withMetaData(Map.of("key_id", "1")))).isEqualTo(first);
  }

  @Test
  void the_row_of_one_event_opens_in_no_other() {
    var event = marked().getFirst();
    var stored = stored(message(event));
    var other = stored(message(event));
    var moved =
        new GenericDomainEventEntry<>(
            other.getType(),
            other.getAggregateIdentifier(),
            other.getSequenceNumber(),
            other.getEventIdentifier(),
            other.getTimestamp(),
            other.getPayload().getType().getName(),
            "1",
            stored.getPayload().getData(),
            other.getMetaData().getData());

    assertThatThrownBy(() -> read(moved)).isInstanceOf(BrokenSealException.class);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void with_sealing_off_nothing_is_other_than_before(RuntimeEvent event) {
    keys.use(false);
    var message = message(event);

    assertThat(sealed(message)).isSameAs(message);
  }

  private DomainEventMessage<?> message(RuntimeEvent event) {
    return new GenericDomainEventMessage<>("Agent", UUID.randomUUID().toString(), 0, event);
  }

  private DomainEventMessage<?> sealed(DomainEventMessage<?> message) {
    return (DomainEventMessage<?>) sealing.handle(List.of(message)).apply(0, message);
  }

  private static String text(DomainEventMessage<?> message) {
    return message.serializePayload(STORE, String.class).getData();
  }

  private GenericDomainEventEntry<String> stored(DomainEventMessage<?> message) {
    var sealed = sealed(message);
    return new GenericDomainEventEntry<>(
        sealed.getType(),
        sealed.getAggregateIdentifier(),
        sealed.getSequenceNumber(),
        sealed.getIdentifier(),
        sealed.getTimestamp(),
        sealed.getPayloadType().getName(),
        EventJson.revision(sealed.getPayloadType()),
        text(sealed),
        sealed.serializeMetaData(STORE, String.class).getData());
  }

  private Object read(GenericDomainEventEntry<String> stored) {
    return EventStreamUtils.asStream(
            EventStreamUtils.upcastAndDeserializeDomainEvents(
                Stream.of(stored), STORE, new OpeningUpcaster(payloads)))
        .<Object>map(message -> message.getPayload())
        .findFirst()
        .orElseThrow();
  }
}
