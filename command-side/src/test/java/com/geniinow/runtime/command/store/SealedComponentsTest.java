package com.geniinow.runtime.command.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.events.RuntimeEvent;
import com.geniinow.runtime.events.Sealed;
import com.geniinow.runtime.events.access.AccessEvent;
import com.geniinow.runtime.events.brake.BrakeEvent;
import com.geniinow.runtime.events.budget.BudgetEvent;
import com.geniinow.runtime.events.price.PriceEvent;
import com.geniinow.runtime.events.tasktype.TaskTypeEvent;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AssignableTypeFilter;

/**
 * Every text of every event of an agent is sealed, or says here why it needs no seal. A component
 * of the same name means the same wherever it is.
 */
class SealedComponentsTest {
  /** Their events have no agent, so that there is no key to destroy; they are never sealed. */
  private static final List<Class<?>> OF_NO_AGENT =
      List.of(
          PriceEvent.class,
          BudgetEvent.class,
          BrakeEvent.class,
          TaskTypeEvent.class,
          AccessEvent.class);

  /** Texts of agents' events that stay clear, and why. */
  private static final Map<String, String> CLEAR =
      Map.ofEntries(
          Map.entry("by", "the id of a subject: who answers for it"),
          Map.entry("submittedBy", "the id of a subject, which an approval is decided by"),
          Map.entry("workerId", "the id of a worker's process"),
          Map.entry("type", "the name of a registered type of tasks"),
          Map.entry("taskType", "the name of a registered type, or of a call's operation"),
          Map.entry("model", "the name of a model, which prices go by"),
          Map.entry("pricedAs", "the name of a model"),
          Map.entry("provider", "the name of a provider"),
          Map.entry("operation", "one of a closed set"),
          Map.entry("status", "one of a closed set"),
          Map.entry("scopes", "of a closed set"),
          Map.entry("types", "names of events, of a closed set"),
          Map.entry("period", "a month or a day"),
          Map.entry("closedPeriod", "a month"),
          Map.entry("day", "a day"),
          Map.entry("cron", "five fields of digits"),
          Map.entry("zone", "a time zone by IANA's name"),
          Map.entry("contentType", "what the first bytes look like, of a closed set"),
          Map.entry("hash", "of a secret"),
          Map.entry("prefix", "the first characters of a secret, which are shown"),
          Map.entry("sha256", "of a file's bytes"),
          Map.entry("textSha256", "of a memory's text"),
          Map.entry("payloadSha256", "of a payload, which an approval names"),
          Map.entry("requestSha256", "of a request's bytes"),
          Map.entry("responseSha256", "of an answer's bytes"),
          Map.entry("TaskDeadLettered.reason", "one word of a closed set"),
          Map.entry("ReservationReleased.reason", "one word of a closed set"),
          Map.entry("StorageReleased.reason", "one word of a closed set"),
          Map.entry("ScheduleSkipped.reason", "one word of a closed set"),
          Map.entry("ErasureStarted.reason", "why the agent was erased, which stays"),
          Map.entry("fingerprints", "of keys that are destroyed"));

  @Test
  void every_text_of_an_agent_is_sealed_or_says_why_not() {
    var used = new HashSet<String>();
    for (var event : events()) {
      if (OF_NO_AGENT.stream().noneMatch(kind -> kind.isAssignableFrom(event))) {
        texts(event)
            .filter(text -> !text.isAnnotationPresent(Sealed.class))
            .forEach(text -> used.add(why(event, text)));
      }
    }
    assertThat(used).as("nothing is listed that is not there").isEqualTo(CLEAR.keySet());
  }

  private static String why(Class<?> event, RecordComponent text) {
    var own = event.getSimpleName() + "." + text.getName();
    var name = CLEAR.containsKey(own) ? own : text.getName();
    assertThat(CLEAR).as("mark %s as sealed, or say why it need not be", own).containsKey(name);
    return name;
  }

  @Test
  void no_event_of_no_agent_is_marked() {
    assertThat(events())
        .filteredOn(event -> OF_NO_AGENT.stream().anyMatch(kind -> kind.isAssignableFrom(event)))
        .isNotEmpty()
        .allMatch(event -> texts(event).noneMatch(text -> text.isAnnotationPresent(Sealed.class)));
  }

  @Test
  void what_is_marked_is_a_component_of_an_event_itself() {
    for (var event : events()) {
      assertThat(texts(event).filter(text -> text.isAnnotationPresent(Sealed.class)))
          .allMatch(text -> text.getDeclaringRecord() == event);
    }
  }

  /** Those of the event and of whatever it holds. */
  private static Stream<RecordComponent> texts(Class<?> holder) {
    return Arrays.stream(holder.getRecordComponents())
        .flatMap(
            component ->
                isText(component.getGenericType())
                    ? Stream.of(component)
                    : held(component.getGenericType()).flatMap(SealedComponentsTest::texts));
  }

  private static boolean isText(Type type) {
    return type == String.class
        || type == Json.class
        || type instanceof ParameterizedType of
            && Arrays.stream(of.getActualTypeArguments()).anyMatch(SealedComponentsTest::isText);
  }

  private static Stream<Class<?>> held(Type type) {
    if (type instanceof ParameterizedType of) {
      return Arrays.stream(of.getActualTypeArguments()).flatMap(SealedComponentsTest::held);
    }
    return type instanceof Class<?> record && record.isRecord()
        ? Stream.<Class<?>>of(record)
        : Stream.empty();
  }

  private static List<? extends Class<?>> events() {
    var scanner = new ClassPathScanningCandidateComponentProvider(false);
    scanner.addIncludeFilter(new AssignableTypeFilter(RuntimeEvent.class));
    return scanner.findCandidateComponents("com.geniinow.runtime.events").stream()
        .map(found -> named(String.valueOf(found.getBeanClassName())))
        .toList();
  }

  private static Class<?> named(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }
}
