package com.geniinow.runtime.command.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.store.EventSamples;
import com.geniinow.runtime.events.RuntimeEvent;
import com.geniinow.runtime.events.task.TaskEvent.TaskAttemptFailed;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PushedWordsTest {
  private static final UUID ID = UUID.randomUUID();
  private static final Instant AT = Instant.parse("2026-03-15T12:00:00Z");

  @Test
  void whatever_is_told_of_is_read_from_the_store_and_nothing_else_is() {
    Set<Class<? extends RuntimeEvent>> told =
        EventSamples.ALL.stream()
            .filter(event -> PushedWords.of(event) != null)
            .map(RuntimeEvent::getClass)
            .collect(Collectors.toSet());

    assertThat(told).isEqualTo(Set.copyOf(PushedWords.TOLD));
  }

  @Test
  void every_type_that_is_promised_comes_of_some_event() {
    var types =
        EventSamples.ALL.stream()
            .map(PushedWords::of)
            .flatMap(told -> told == null ? Stream.empty() : Stream.of(told.type()))
            .collect(Collectors.toSet());

    assertThat(types).contains(PushedType.TASK_RETRYING, PushedType.QUOTA_REFUSED);
    assertThat(types).hasSizeGreaterThanOrEqualTo(PushedType.values().length - 2);
  }

  @Test
  void a_failure_that_is_the_last_one_is_told_of_as_what_follows_it() {
    var again = new TaskAttemptFailed(ID, ID, 1, "boom", true, AT, AT);
    var last = new TaskAttemptFailed(ID, ID, 4, "boom", true, null, AT);

    assertThat(PushedWords.of(again)).extracting("type").isEqualTo(PushedType.TASK_RETRYING);
    assertThat(PushedWords.of(last)).isNull();
  }

  @Test
  void names_on_the_wire_are_as_the_contract_has_them() {
    assertThat(Stream.of(PushedType.values()).map(PushedType::wire))
        .containsExactly(
            "task.submitted",
            "task.scheduled",
            "task.approval_required",
            "task.started",
            "task.retrying",
            "task.completed",
            "task.dead_lettered",
            "task.cancelled",
            "task.expired",
            "task.denied",
            "quota.refused",
            "quota.changed",
            "file.stored",
            "file.deleted");
    assertThat(PushedType.of("task.completed")).contains(PushedType.TASK_COMPLETED);
    assertThat(PushedType.of("TASK.completed")).isEmpty();
  }
}
