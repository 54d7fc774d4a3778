package com.geniinow.runtime.command.agent;

import static com.geniinow.runtime.command.testing.Story.AGENT;
import static com.geniinow.runtime.command.testing.Story.NOON;
import static com.geniinow.runtime.command.testing.Story.failed;
import static com.geniinow.runtime.command.testing.Story.newTask;
import static com.geniinow.runtime.command.testing.Story.provisioned;
import static com.geniinow.runtime.command.testing.Story.started;
import static com.geniinow.runtime.command.testing.Story.submitted;
import static com.geniinow.runtime.command.testing.Story.task;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.testing.AggregateScene;
import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.events.RuntimeEvent;
import com.geniinow.runtime.events.task.TaskEvent.TaskCancelled;
import com.geniinow.runtime.events.task.TaskEvent.TaskCompleted;
import com.geniinow.runtime.events.task.TaskEvent.TaskDeadLettered;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** At most 100 open tasks, exactly. */
class AgentDepthTest {
  private final AggregateScene<Agent> scene = new AggregateScene<>(Agent.class, AGENT);

  @Test
  void the_hundredth_task_is_taken() {
    scene
        .given(queue(99))
        .when(
            agent -> {
              assertThat(agent.isFull()).isFalse();
              agent.submit(newTask(task(100)), NOON);
              assertThat(agent.isFull()).isTrue();
            })
        .expectEvents(submitted(task(100)));
  }

  @Test
  void the_hundred_and_first_is_not() {
    scene
        .given(queue(100))
        .when(agent -> agent.submit(newTask(task(101)), NOON))
        .expectException(IllegalStateException.class)
        .expectNoEvents();
  }

  @Test
  void a_task_is_not_queued_twice() {
    scene
        .given(queue(2))
        .when(agent -> agent.submit(newTask(task(2)), NOON))
        .expectException(IllegalStateException.class)
        .expectNoEvents();
  }

  @Test
  void running_and_retrying_tasks_count() {
    var events = queue(100);
    events.add(started(task(1), 1));
    events.add(started(task(2), 1));
    events.add(failed(task(2), 1, NOON.plusSeconds(1)));

    scene.given(events).asking(Agent::isFull).expectResultMessagePayload(true).expectNoEvents();
  }

  static List<RuntimeEvent> ends() {
    return List.of(
        new TaskCompleted(AGENT, task(1), 1, Json.EMPTY, NOON),
        new TaskDeadLettered(AGENT, task(1), 1, "it broke", "not_retryable", NOON),
        new TaskCancelled(AGENT, task(1), "not needed", "admin", NOON));
  }

  @ParameterizedTest
  @MethodSource("ends")
  void a_task_that_ended_makes_room_for_one(RuntimeEvent end) {
    var events = queue(100);
    events.add(end);

    scene
        .given(events)
        .when(agent -> agent.submit(newTask(task(101)), NOON))
        .expectEvents(submitted(task(101)))
        .expectState(agent -> assertThat(agent.isFull()).isTrue());
  }

  private static List<RuntimeEvent> queue(int tasks) {
    List<RuntimeEvent> events = new ArrayList<>();
    events.add(provisioned());
    for (var n = 1; n <= tasks; n++) {
      events.add(submitted(task(n)));
    }
    return events;
  }
}
