package com.geniinow.runtime.command.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.command.TestDataKeys;
import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.events.task.TaskEvent.TaskCompleted;
import com.geniinow.runtime.events.task.TaskEvent.TaskStarted;
import com.geniinow.runtime.platform.sealing.SealedPayload;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.serialization.upcasting.event.EventUpcaster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;

/** What whoever is told of events reads while keys, or something else, can't be had. */
class EventPagesTest {
  private static final Instant NOW = Instant.parse("2026-03-15T12:00:00Z");

  private final EventTable table = new EventTable();

  @AfterEach
  void close() {
    table.close();
  }

  @Test
  void a_sealed_event_is_told_of_without_its_text_and_without_any_key() {
    var done = new TaskCompleted(UUID.randomUUID(), UUID.randomUUID(), 1, new Json("7"), NOW);
    insertSealed(done);

    var page = table.page(new OpeningUpcaster(SealedPayload.blank()), TaskCompleted.class);

    assertThat(page.events())
        .singleElement()
        .satisfies(
            fed ->
                assertThat(fed.event())
                    .usingRecursiveComparison()
                    .ignoringFields("result")
                    .isEqualTo(done))
        .satisfies(fed -> assertThat(((TaskCompleted) fed.event()).result()).hasToString("null"));
  }

  @Test
  void an_event_that_could_be_read_later_is_not_passed_over() throws Exception {
    table.committed("a", 0, NOW);

    assertThatThrownBy(
            () ->
                table.page(
                    failing(new DataAccessResourceFailureException("away")), TaskStarted.class))
        .isInstanceOf(DataAccessResourceFailureException.class);
  }

  @Test
  void one_that_never_can_holds_up_nobody() throws Exception {
    table.committed("a", 0, NOW);

    var page = table.page(failing(new IllegalStateException("garbled")), TaskStarted.class);

    assertThat(page.events()).isEmpty();
    assertThat(page.upTo()).isEqualTo(Long.MAX_VALUE);
  }

  private static EventUpcaster failing(RuntimeException e) {
    return stored ->
        stored.map(
            each -> {
              throw e;
            });
  }

  private void insertSealed(TaskCompleted event) {
    var keys = new TestDataKeys();
    keys.use(true);
    var message = new GenericDomainEventMessage<>("Agent", event.agentId().toString(), 0, event);
    var payloads = new SealedPayload(keys);
    var sealing = new SealedEvents(payloads, new LatelySealed(payloads)).handle(List.of(message));
    var sealed = (DomainEventMessage<?>) sealing.apply(0, message);
    var serializer = EventJson.serializer();
    var stored = sealed.serializePayload(serializer, String.class).getData();
    assertThat(stored).contains("\"c\":");
    table.jdbc.update(
        """
        INSERT INTO domain_event_entry (aggregate_identifier, sequence_number, type,
          event_identifier, payload_type, payload_revision, payload, meta_data, time_stamp)
        VALUES (?, 0, 'Agent', ?, ?, ?, ?, ?, ?)""",
        event.agentId().toString(),
        sealed.getIdentifier(),
        TaskCompleted.class.getName(),
        EventJson.revision(TaskCompleted.class),
        stored,
        sealed.serializeMetaData(serializer, String.class).getData(),
        NOW.toString());
  }
}
