package com.geniinow.runtime.command.background;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.geniinow.runtime.command.line.Conflicts;
import com.geniinow.runtime.command.store.EventJson;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.sealing.BrokenSealException;
import com.geniinow.runtime.platform.sealing.SealedPayload;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.axonframework.commandhandling.CommandExecutionException;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.GenericEventMessage;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.axonframework.serialization.SerializationException;
import org.axonframework.serialization.SimpleSerializedObject;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PoisonEventsTest {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final PoisonEvents guard = new PoisonEvents("alerts", meters);
  private final EventMessage<?> event = GenericEventMessage.asEventMessage("an event");
  private final AtomicInteger handled = new AtomicInteger();

  @Test
  void an_event_that_fails_every_time_is_passed_over_after_some_tries() throws Exception {
    for (var n = 0; n < PoisonEvents.TRIES; n++) {
      fails(new IllegalStateException("always"));
    }

    handle(null);

    assertThat(handled).hasValue(PoisonEvents.TRIES);
    assertThat(meters.counter("genii.events.passed.over", "processor", "alerts").count())
        .isEqualTo(1);
  }

  @Test
  void an_outage_is_waited_for_however_long_it_takes() throws Exception {
    for (var n = 0; n < 100; n++) {
      fails(ProblemException.unavailable("away"));
    }

    handle(null);

    assertThat(handled).hasValue(101);
  }

  @ParameterizedTest
  @ValueSource(strings = {"08006", "57P01", "53300", "40001", "40P01", "55P03"})
  void a_database_that_is_away_or_busy_is_no_fault_of_the_event(String state) throws Exception {
    for (var n = 0; n < 100; n++) {
      fails(new IllegalStateException(new SQLException("away", state)));
    }

    handle(null);

    assertThat(handled).hasValue(101);
  }

  /** Jackson 2's failures are IOExceptions, as those of a lost connection are. */
  @ParameterizedTest
  @MethodSource("unreadable")
  void what_can_not_be_read_is_a_fault_of_the_event_and_no_outage(Exception unreadable)
      throws Exception {
    var stored =
        Conflicts.find(unreadable, SerializationException.class) != null
            || Conflicts.find(unreadable, BrokenSealException.class) != null;
    var tries = stored ? PoisonEvents.TRIES_TO_READ : PoisonEvents.TRIES;
    for (var n = 0; n < tries; n++) {
      fails(unreadable);
    }

    handle(null);

    assertThat(handled).hasValue(tries);
  }

  static List<Exception> unreadable() {
    var garbled = new JsonMappingException(null, "no such constant");
    return List.of(
        new SerializationException("an event", garbled),
        new CommandExecutionException("an aggregate", new SerializationException("x", garbled)),
        new UncheckedIOException(garbled),
        brokenSeal(),
        new CommandExecutionException("an aggregate", brokenSeal()),
        stored("com.geniinow.runtime.events.task.TaskEvent$TaskCompleted", "x{}"),
        stored("com.geniinow.runtime.events.agent.AgentEvent$AgentSuspended", "{\"agentId\":7}"));
  }

  /** Of one agent, whose row says that it is sealed and holds nothing of the kind. */
  private static BrokenSealException brokenSeal() {
    return catchThrowableOfType(
        BrokenSealException.class, () -> SealedPayload.blank().open("an event", "x"));
  }

  /** What the store's own serializer throws. */
  private static Exception stored(String type, String json) {
    try {
      var stored = new SimpleSerializedObject<>(json, String.class, type, "1");
      throw new AssertionError(
          String.valueOf(EventJson.serializer().<String, Object>deserialize(stored)));
    } catch (SerializationException e) {
      return e;
    }
  }

  @Test
  void a_lost_connection_is_waited_for_however_long_it_takes() throws Exception {
    for (var n = 0; n < 100; n++) {
      fails(new IllegalStateException(new ConnectException("refused")));
    }

    handle(null);

    assertThat(handled).hasValue(101);
  }

  @Test
  void another_event_is_handled_though_one_is_poison() throws Exception {
    for (var n = 0; n < PoisonEvents.TRIES; n++) {
      fails(new IllegalStateException("always"));
    }
    var other = GenericEventMessage.asEventMessage("another");

    guard.handle(new DefaultUnitOfWork<>(other), handled::incrementAndGet);

    assertThat(handled).hasValue(PoisonEvents.TRIES + 1);
  }

  private void fails(Exception e) {
    assertThatThrownBy(() -> handle(e)).isSameAs(e);
  }

  private void handle(@Nullable Exception failure) throws Exception {
    guard.handle(
        new DefaultUnitOfWork<>(event),
        () -> {
          handled.incrementAndGet();
          if (failure != null) {
            throw failure;
          }
          return null;
        });
  }
}
