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

import com.geniinow.runtime.command.refusal.RefusedException;
import com.geniinow.runtime.command.testing.AggregateScene;
import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.events.RuntimeEvent;
import com.geniinow.runtime.events.Usd;
import com.geniinow.runtime.events.task.TaskEvent.TaskCancelled;
import com.geniinow.runtime.events.task.TaskEvent.TaskCompleted;
import com.geniinow.runtime.events.task.TaskEvent.TaskStarted;
import com.geniinow.runtime.events.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.axonframework.test.aggregate.ResultValidator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Starting and completing: only the attempt that runs may speak for its task. */
class AgentAttemptTest {
  private static final UUID TASK = task(1);
  private static final Instant LATER = NOON.plusSeconds(5);
  private static final Json RESULT = new Json("{\"answer\":42}");

  private final AggregateScene<Agent> scene = new AggregateScene<>(Agent.class, AGENT);

  @Test
  void the_first_start_is_attempt_1() {
    scene
        .given(provisioned(), submitted(TASK))
        .asking(agent -> agent.start(TASK, "w-7", LATER))
        .expectResultMessagePayload(1)
        .expectEvents(new TaskStarted(AGENT, TASK, 1, "w-7", LATER));
  }

  @Test
  void the_start_after_a_retry_is_attempt_2() {
    scene
        .given(
            provisioned(),
            submitted(TASK),
            started(TASK, 1),
            failed(TASK, 1, LATER),
            requeued(TASK, 2))
        .asking(agent -> agent.start(TASK, "w-7", LATER))
        .expectResultMessagePayload(2)
        .expectEvents(new TaskStarted(AGENT, TASK, 2, "w-7", LATER));
  }

  @Test
  void a_running_task_is_not_started_again() {
    notQueued(
        scene
            .given(provisioned(), submitted(TASK), started(TASK, 1))
            .when(agent -> agent.start(TASK, "w-8", LATER)));
  }

  @Test
  void a_task_that_waits_for_its_retry_is_not_started() {
    notQueued(
        scene
            .given(provisioned(), submitted(TASK), started(TASK, 1), failed(TASK, 1, LATER))
            .when(agent -> agent.start(TASK, "w-8", LATER)));
  }

  @Test
  void an_unknown_or_ended_task_is_not_started() {
    notQueued(scene.given(provisioned()).when(agent -> agent.start(TASK, "w-8", LATER)));
    notQueued(
        new AggregateScene<>(Agent.class, AGENT)
            .given(
                provisioned(),
                submitted(TASK),
                new TaskCancelled(AGENT, TASK, "not needed", "admin", NOON))
            .when(agent -> agent.start(TASK, "w-8", LATER)));
  }

  @Test
  void the_running_attempt_completes_its_task() {
    scene
        .given(provisioned(), submitted(TASK), started(TASK, 1))
        .when(
            agent -> {
              agent.complete(TASK, 1, RESULT, LATER);
              assertThat(agent.openTask(TASK)).isNull();
            })
        .expectEvents(new TaskCompleted(AGENT, TASK, 1, RESULT, LATER));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, -2})
  void any_other_attempt_is_stale(int attempt) {
    stale(
        scene.given(secondRuns()).when(agent -> agent.complete(TASK, attempt, RESULT, LATER)),
        attempt);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, -2})
  void a_stale_attempt_does_not_fail(int attempt) {
    var policy = new RetryPolicy(3, Duration.ofSeconds(1));

    stale(
        scene
            .given(secondRuns())
            .when(
                agent -> agent.failAttempt(TASK, attempt, "late", true, null, null, policy, LATER)),
        attempt);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, -2})
  void a_stale_attempt_has_no_heartbeat(int attempt) {
    stale(scene.given(secondRuns()).when(agent -> agent.mustBeRunning(TASK, attempt)), attempt);
  }

  @Test
  void a_task_completes_once() {
    stale(
        scene
            .given(
                provisioned(),
                submitted(TASK),
                started(TASK, 1),
                new TaskCompleted(AGENT, TASK, 1, RESULT, NOON))
            .when(agent -> agent.complete(TASK, 1, RESULT, LATER)),
        1);
  }

  @Test
  void an_attempt_that_failed_does_not_complete_after_all() {
    stale(
        scene
            .given(provisioned(), submitted(TASK), started(TASK, 1), failed(TASK, 1, LATER))
            .when(agent -> agent.complete(TASK, 1, RESULT, LATER)),
        1);
  }

  @Test
  void a_queued_task_does_not_complete() {
    stale(
        scene
            .given(provisioned(), submitted(TASK))
            .when(agent -> agent.complete(TASK, 1, RESULT, LATER)),
        1);
  }

  @Test
  void a_heartbeat_of_the_running_attempt_is_no_event() {
    scene
        .given(provisioned(), submitted(TASK), started(TASK, 1))
        .when(agent -> agent.mustBeRunning(TASK, 1))
        .expectSuccessfulHandlerExecution()
        .expectNoEvents();
  }

  @Test
  void an_open_task_remembers_what_each_attempt_reserves() {
    scene
        .given(provisioned(), submitted(TASK), started(TASK, 1))
        .asking(agent -> agent.openTask(TASK))
        .expectResultMessagePayload(
            new OpenTask(TaskState.RUNNING, 1, 0, "simulate", "gpt-4o", 100, Usd.of("0.001")));
  }

  private static List<RuntimeEvent> secondRuns() {
    return List.of(
        provisioned(),
        submitted(TASK),
        started(TASK, 1),
        failed(TASK, 1, LATER),
        requeued(TASK, 2),
        started(TASK, 2));
  }

  private static void notQueued(ResultValidator<Agent> result) {
    result
        .expectException(RefusedException.class)
        .expectExceptionMessage("Task " + TASK + " is not queued.")
        .expectNoEvents();
  }

  private static void stale(ResultValidator<Agent> result, int attempt) {
    result
        .expectException(RefusedException.class)
        .expectExceptionMessage(
            "Attempt " + attempt + " of task " + TASK + " is not the running one.")
        .expectNoEvents();
  }
}
