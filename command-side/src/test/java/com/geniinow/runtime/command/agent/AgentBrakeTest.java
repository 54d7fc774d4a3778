package com.geniinow.runtime.command.agent;

import static com.geniinow.runtime.command.testing.Story.AGENT;
import static com.geniinow.runtime.command.testing.Story.NOON;
import static com.geniinow.runtime.command.testing.Story.provisioned;
import static com.geniinow.runtime.command.testing.Story.started;
import static com.geniinow.runtime.command.testing.Story.submitted;
import static com.geniinow.runtime.command.testing.Story.task;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.refusal.RefusedException;
import com.geniinow.runtime.command.testing.AggregateScene;
import com.geniinow.runtime.events.agent.AgentEvent.AgentSuspended;
import com.geniinow.runtime.events.task.TaskEvent.TaskBraked;
import com.geniinow.runtime.events.task.TaskEvent.TaskUnbraked;
import com.geniinow.runtime.events.task.TaskState;
import org.junit.jupiter.api.Test;

/** A running attempt that a brake ends, and its task after that. */
class AgentBrakeTest {
  private static final TaskBraked BRAKED = new TaskBraked(AGENT, task(1), 1, task(9), NOON);
  private static final TaskUnbraked UNBRAKED = new TaskUnbraked(AGENT, task(1), 2, NOON);

  private final AggregateScene<Agent> scene = new AggregateScene<>(Agent.class, AGENT);

  @Test
  void the_running_attempt_is_ended_and_no_retry_counted() {
    scene
        .given(provisioned(), submitted(task(1)), started(task(1), 1))
        .asking(agent -> agent.brake(task(1), 1, task(9), NOON))
        .expectResultMessagePayload(true)
        .expectEvents(BRAKED)
        .expectState(
            agent -> {
              var open = java.util.Objects.requireNonNull(agent.openTask(task(1)));
              assertThat(open.state()).isEqualTo(TaskState.QUEUED);
              assertThat(open.attempt()).isEqualTo(2);
              assertThat(open.retries()).isZero();
              assertThat(open.braked()).isTrue();
            });
  }

  @Test
  void an_attempt_that_does_not_run_is_left_as_it_is() {
    scene
        .given(provisioned(), submitted(task(1)))
        .asking(agent -> agent.brake(task(1), 1, task(9), NOON))
        .expectResultMessagePayload(false)
        .expectNoEvents();
  }

  @Test
  void it_does_not_start_before_it_holds_again() {
    scene
        .given(provisioned(), submitted(task(1)), started(task(1), 1), BRAKED)
        .when(agent -> agent.start(task(1), "w", NOON))
        .expectException(RefusedException.class);
    new AggregateScene<>(Agent.class, AGENT)
        .given(provisioned(), submitted(task(1)), started(task(1), 1), BRAKED)
        .when(agent -> agent.unbrake(task(1), NOON))
        .expectEvents(UNBRAKED);
    new AggregateScene<>(Agent.class, AGENT)
        .given(provisioned(), submitted(task(1)), started(task(1), 1), BRAKED, UNBRAKED)
        .when(agent -> agent.start(task(1), "worker", NOON))
        .expectEvents(started(task(1), 2));
  }

  @Test
  void it_waits_for_its_agent_too() {
    scene
        .given(
            provisioned(),
            submitted(task(1)),
            started(task(1), 1),
            BRAKED,
            new AgentSuspended(AGENT, "audit", "admin", NOON))
        .asking(agent -> agent.isWaitingForRoom(task(1)))
        .expectResultMessagePayload(false);
  }
}
