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
import com.geniinow.runtime.events.agent.AgentEvent.AgentSuspended;
import com.geniinow.runtime.events.task.TaskEvent.TaskAttemptFailed;
import com.geniinow.runtime.events.task.TaskEvent.TaskCancelled;
import com.geniinow.runtime.events.task.TaskEvent.TaskCompleted;
import com.geniinow.runtime.events.task.TaskEvent.TaskDeadLettered;
import com.geniinow.runtime.events.task.TaskEvent.TaskRedriven;
import com.geniinow.runtime.events.task.TaskEvent.TaskStarted;
import com.geniinow.runtime.events.task.TaskState;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Cancelling what is open, and queueing again what was given up. */
class AgentTaskEndTest {
  private static final UUID TASK = task(1);
  private static final TaskCancelled CANCELLED =
      new TaskCancelled(AGENT, TASK, "not needed", "admin", NOON);
  private static final TaskDeadLettered GIVEN_UP =
      new TaskDeadLettered(AGENT, TASK, 4, "503", "retries_exhausted", NOON);
  private static final TaskRedriven REDRIVEN =
      new TaskRedriven(AGENT, TASK, 5, "simulate", "gpt-4o", 100, Usd.of("0.001"), "admin", NOON);

  private static final OldTask OLD =
      new OldTask(TASK, 5, "simulate", "gpt-4o", 100, Usd.of("0.001"));

  private final AggregateScene<Agent> scene = new AggregateScene<>(Agent.class, AGENT);

  @ParameterizedTest
  @EnumSource(names = {"QUEUED", "RUNNING", "RETRYING"})
  void an_open_task_is_cancelled_whatever_it_does(TaskState state) {
    scene
        .given(openTask(state))
        .asking(agent -> agent.cancel(TASK, "not needed", "admin", NOON).state())
        .expectResultMessagePayload(state)
        .expectEvents(CANCELLED)
        .expectState(agent -> assertThat(agent.openTasks()).isEmpty());
  }

  @Test
  void an_ended_task_is_not_cancelled() {
    scene
        .given(
            provisioned(),
            submitted(TASK),
            started(TASK, 1),
            new TaskCompleted(AGENT, TASK, 1, Json.EMPTY, NOON))
        .when(agent -> agent.cancel(TASK, "not needed", "admin", NOON))
        .expectException(RefusedException.class)
        .expectExceptionMessage("Task " + TASK + " has ended already.")
        .expectNoEvents();
  }

  @Test
  void the_result_of_a_cancelled_task_comes_too_late() {
    scene
        .given(provisioned(), submitted(TASK), started(TASK, 1), CANCELLED)
        .when(agent -> agent.complete(TASK, 1, Json.EMPTY, NOON))
        .expectException(RefusedException.class)
        .expectNoEvents();
  }

  @Test
  void a_task_that_was_given_up_is_queued_again() {
    scene
        .given(provisioned(), submitted(TASK), GIVEN_UP)
        .when(agent -> agent.redrive(OLD, "admin", NOON))
        .expectEvents(REDRIVEN);
  }

  @Test
  void attempts_go_on_counting_after_a_redrive() {
    scene
        .given(provisioned(), submitted(TASK), GIVEN_UP, REDRIVEN)
        .asking(agent -> agent.start(TASK, "worker", NOON))
        .expectResultMessagePayload(5)
        .expectEvents(new TaskStarted(AGENT, TASK, 5, "worker", NOON));
  }

  @Test
  void a_redrive_renews_the_budget_of_retries() {
    var due = NOON.plusSeconds(1);

    scene
        .given(provisioned(), submitted(TASK), GIVEN_UP, REDRIVEN, started(TASK, 5))
        .asking(
            agent ->
                agent.failAttempt(
                    TASK,
                    5,
                    "503",
                    true,
                    null,
                    null,
                    new RetryPolicy(3, Duration.ofSeconds(1)),
                    NOON))
        .expectResultMessagePayload(due)
        .expectEvents(new TaskAttemptFailed(AGENT, TASK, 5, "503", true, due, NOON));
  }

  @Test
  void an_open_task_is_not_redriven() {
    scene
        .given(provisioned(), submitted(TASK))
        .when(agent -> agent.redrive(OLD, "admin", NOON))
        .expectException(IllegalStateException.class)
        .expectNoEvents();
  }

  @Test
  void a_suspended_agent_s_task_is_not_redriven() {
    scene
        .given(
            provisioned(),
            submitted(TASK),
            GIVEN_UP,
            new AgentSuspended(AGENT, "audit", "admin", NOON))
        .when(agent -> agent.redrive(OLD, "admin", NOON))
        .expectException(RefusedException.class)
        .expectExceptionMessage("Agent " + AGENT + " is suspended.")
        .expectNoEvents();
  }

  @Test
  void open_tasks_are_listed_oldest_first() {
    scene
        .given(
            provisioned(),
            submitted(task(3)),
            submitted(task(1)),
            submitted(task(2)),
            started(task(1), 1),
            failed(task(1), 1, NOON),
            requeued(task(1), 2))
        .asking(agent -> List.copyOf(agent.openTasks().keySet()))
        .expectResultMessagePayload(List.of(task(3), task(1), task(2)));
  }

  private static List<RuntimeEvent> openTask(TaskState state) {
    return switch (state) {
      case QUEUED -> List.of(provisioned(), submitted(TASK));
      case RUNNING -> List.of(provisioned(), submitted(TASK), started(TASK, 1));
      case RETRYING ->
          List.of(provisioned(), submitted(TASK), started(TASK, 1), failed(TASK, 1, NOON));
      case AWAITING_APPROVAL, SCHEDULED, COMPLETED, DEAD_LETTERED, CANCELLED, EXPIRED, DENIED ->
          throw new IllegalArgumentException("not told here");
    };
  }
}
