package com.geniinow.runtime.command.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.geniinow.runtime.command.agent.Agent;
import com.geniinow.runtime.command.quota.Quota;
import com.geniinow.runtime.command.testing.Story;
import com.geniinow.runtime.events.EventRevision;
import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.events.task.TaskEvent.TaskAttemptFailed;
import com.geniinow.runtime.events.task.TaskEvent.TaskCompleted;
import com.geniinow.runtime.events.task.TaskEvent.TaskSubmitted;
import java.math.BigDecimal;
import org.axonframework.serialization.SimpleSerializedObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the stored form promises beyond the single event. */
class EventJsonTest {
  private final ObjectMapper mapper = EventJson.mapper();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "true",
        "\"text\"",
        "1.10",
        "[1,2.50,-0.5,0]",
        "12345678901234567890.123456789012345678901234567890",
        "{\"a\":{\"b\":[null,{}]},\"\":\"\\u0000\\t\\\"\\\\\"}",
        "\"ü€😀\"",
      })
  void carried_documents_come_back_to_the_letter(String text) throws JsonProcessingException {
    var event = new TaskCompleted(Story.AGENT, Story.task(1), 1, new Json(text), Story.NOON);

    var read = mapper.readValue(mapper.writeValueAsString(event), TaskCompleted.class);

    assertThat(read).isEqualTo(event);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"x\":1e5}",
        "{\"x\":1E-12}",
        "{\"x\":-0.0}",
        "{\"x\":1.0E+2}",
        "{\"x\":123456789.10E3}",
        "{ \"x\" : [ 1 ,  2 ] }",
        "{\"x\":\"\\u2028\\u0001\\/\\u00fc\\ud83d\\ude00\"}",
      })
  void what_the_interface_lets_in_is_stored_and_read_to_the_letter(String body) throws Exception {
    var taken = com.geniinow.runtime.platform.web.Json.mapper().readTree(body).toString();
    var event = new TaskCompleted(Story.AGENT, Story.task(1), 1, new Json(taken), Story.NOON);

    var read = mapper.readValue(mapper.writeValueAsString(event), TaskCompleted.class);

    assertThat(read.result().text()).isEqualTo(taken);
  }

  @Test
  void fields_that_may_be_empty_may_be_missing_too() throws JsonProcessingException {
    assertThat(
            mapper
                .readValue(
                    "{\"agentId\":\"" + Story.AGENT + "\",\"payload\":{}}", TaskSubmitted.class)
                .model())
        .isNull();
    var last = Story.failed(Story.task(1), 4, null);
    assertThat(mapper.readValue(mapper.writeValueAsString(last), TaskAttemptFailed.class))
        .isEqualTo(last);
  }

  @Test
  void what_a_later_release_adds_is_passed_over() {
    var stored =
        new SimpleSerializedObject<>(
            "{\"agentId\":\"%s\",\"attempt\":3,\"mood\":{\"of\":[\"the\",\"day\"]}}"
                .formatted(Story.AGENT),
            String.class,
            TaskCompleted.class.getName(),
            "1");

    TaskCompleted read = EventJson.serializer().deserialize(stored);

    assertThat(read.attempt()).isEqualTo(3);
  }

  @Test
  void no_class_is_ever_named_inside_a_payload() throws JsonProcessingException {
    for (var event : EventSamples.ALL) {
      assertThat(mapper.writeValueAsString(event)).doesNotContain("geniinow").doesNotContain("@");
    }
  }

  @Test
  void money_is_text_without_an_exponent() throws JsonProcessingException {
    assertThat(mapper.writeValueAsString(new BigDecimal("1E-10"))).isEqualTo("\"0.0000000001\"");
  }

  @EventRevision("7")
  record Later(String what) {}

  @Test
  void a_revision_is_stored_with_its_event() {
    var stored = EventJson.serializer().serialize(new Later("it"), String.class);

    assertThat(stored.getType().getRevision()).isEqualTo("7");
  }

  @Test
  void nothing_is_kept_in_a_snapshot_that_cannot_be_read_back()
      throws ReflectiveOperationException {
    for (var type : new Class<?>[] {Agent.class, Quota.class}) {
      var constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true);
      var empty = EventJson.serializer().serialize(constructor.newInstance(), String.class);
      Object read = EventJson.serializer().deserialize(empty);

      assertThat(EventJson.serializer().serialize(read, String.class).getData())
          .isEqualTo(empty.getData());
    }
  }
}
