package com.geniinow.runtime.command.agent;

import static com.geniinow.runtime.command.testing.Story.AGENT;
import static com.geniinow.runtime.command.testing.Story.NOON;
import static com.geniinow.runtime.command.testing.Story.failed;
import static com.geniinow.runtime.command.testing.Story.provisioned;
import static com.geniinow.runtime.command.testing.Story.requeued;
import static com.geniinow.runtime.command.testing.Story.started;
import static com.geniinow.runtime.command.testing.Story.submitted;
import static com.geniinow.runtime.command.testing.Story.task;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.testing.AggregateScene;
import com.geniinow.runtime.events.RuntimeEvent;
import com.geniinow.runtime.events.task.FailureCause;
import com.geniinow.runtime.events.task.TaskEvent.TaskAttemptFailed;
import com.geniinow.runtime.events.task.TaskEvent.TaskDeadLettered;
import com.geniinow.runtime.events.task.TaskEvent.TaskRequeued;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of a task whose attempt failed. */
class AgentRetryTest {
  private static final UUID TASK = task(1);
  private static final RetryPolicy POLICY = new RetryPolicy(3, Duration.ofSeconds(1));
  private static final Instant LATER = NOON.plusSeconds(60);

  private final AggregateScene<Agent> scene = new AggregateScene<>(Agent.class, AGENT);

  @ParameterizedTest(name = "attempt {0} is followed by another after {1} s")
  @CsvSource({"1, 1", "2, 4", "3, 16"})
  void retries_come_after_1_4_and_16_seconds(int attempt, int seconds) {
    var due = LATER.plusSeconds(seconds);

    scene
        .given(running(attempt))
        .asking(agent -> agent.failAttempt(TASK, attempt, "503", true, null, null, POLICY, LATER))
        .expectResultMessagePayload(due)
        .expectEvents(new TaskAttemptFailed(AGENT, TASK, attempt, "503", true, due, LATER));
  }

  @Test
  void the_fourth_failure_is_the_last() {
    scene
        .given(running(4))
        .asking(agent -> agent.failAttempt(TASK, 4, "503", true, null, null, POLICY, LATER))
        .expectResultMessagePayload(null)
        .expectEvents(new TaskAttemptFailed(AGENT, TASK, 4, "503", true, null, LATER));
  }

  @Test
  void a_failure_that_cannot_be_cured_is_not_retried() {
    scene
        .given(running(1))
        .asking(agent -> agent.failAttempt(TASK, 1, "400", false, null, null, POLICY, LATER))
        .expectResultMessagePayload(null)
        .expectEvents(new TaskAttemptFailed(AGENT, TASK, 1, "400", false, null, LATER));
  }

  @Test
  void a_failure_keeps_what_it_says_about_others() {
    var cause = FailureCause.PROVIDER_OUT_OF_CREDIT;
    scene
        .given(running(1))
        .asking(agent -> agent.failAttempt(TASK, 1, "429", false, null, cause, POLICY, LATER))
        .expectResultMessagePayload(null)
        .expectEvents(new TaskAttemptFailed(AGENT, TASK, 1, "429", false, null, LATER, cause));
  }

  @Test
  void without_retries_the_first_failure_is_the_last() {
    scene
        .given(running(1))
        .asking(
            agent ->
                agent.failAttempt(
                    TASK,
                    1,
                    "503",
                    true,
                    null,
                    null,
                    new RetryPolicy(0, Duration.ofSeconds(1)),
                    LATER))
        .expectResultMessagePayload(null);
  }

  @Test
  void a_retry_that_is_due_goes_into_the_queue() {
    scene
        .given(retrying())
        .asking(agent -> agent.requeue(TASK, 2, LATER))
        .expectResultMessagePayload(true)
        .expectEvents(new TaskRequeued(AGENT, TASK, 2, LATER));
  }

  @Test
  void a_retry_of_another_attempt_is_left_alone() {
    scene
        .given(retrying())
        .asking(agent -> agent.requeue(TASK, 1, LATER) || agent.requeue(TASK, 3, LATER))
        .expectResultMessagePayload(false)
        .expectNoEvents();
  }

  static List<List<RuntimeEvent>> notRetrying() {
    return List.of(
        List.of(provisioned()), List.of(provisioned(), submitted(TASK)), running(1), running(2));
  }

  @ParameterizedTest
  @MethodSource("notRetrying")
  void what_does_not_wait_for_a_retry_is_neither_queued_nor_given_up(List<RuntimeEvent> events) {
    scene
        .given(events)
        .asking(
            agent ->
                agent.requeue(TASK, 1, LATER)
                    || agent.requeue(TASK, 2, LATER)
                    || agent.deadLetter(TASK, "503", "retries_exhausted", LATER))
        .expectResultMessagePayload(false)
        .expectNoEvents();
  }

  @Test
  void a_failed_task_is_given_up_with_the_number_of_its_attempts() {
    var events = running(4);
    events.add(failed(TASK, 4, null));

    scene
        .given(events)
        .asking(
            agent -> {
              var ended = agent.deadLetter(TASK, "503", "retries_exhausted", LATER);
              assertThat(agent.openTask(TASK)).isNull();
              return ended;
            })
        .expectResultMessagePayload(true)
        .expectEvents(new TaskDeadLettered(AGENT, TASK, 4, "503", "retries_exhausted", LATER));
  }

  @Test
  void a_task_is_given_up_once() {
    var events = retrying();
    events.add(new TaskDeadLettered(AGENT, TASK, 1, "503", "retries_exhausted", NOON));

    scene
        .given(events)
        .asking(agent -> agent.deadLetter(TASK, "503", "retries_exhausted", LATER))
        .expectResultMessagePayload(false)
        .expectNoEvents();
  }

  @Test
  void other_tasks_keep_budgets_of_their_own() {
    var events = running(4);
    events.add(submitted(task(2)));
    events.add(started(task(2), 1));

    scene
        .given(events)
        .asking(agent -> agent.failAttempt(task(2), 1, "503", true, null, null, POLICY, LATER))
        .expectResultMessagePayload(LATER.plusSeconds(1));
  }

  private static List<RuntimeEvent> running(int attempt) {
    List<RuntimeEvent> events = new ArrayList<>(List.of(provisioned(), submitted(TASK)));
    for (var n = 1; n < attempt; n++) {
      events.add(started(TASK, n));
      events.add(failed(TASK, n, NOON));
      events.add(requeued(TASK, n + 1));
    }
    events.add(started(TASK, attempt));
    return events;
  }

  private static List<RuntimeEvent> retrying() {
    var events = running(1);
    events.add(failed(TASK, 1, NOON));
    return events;
  }
}
