package com.geniinow.runtime.command.agent;

import static com.geniinow.runtime.command.testing.Story.AGENT;
import static com.geniinow.runtime.command.testing.Story.NOON;
import static com.geniinow.runtime.command.testing.Story.provisioned;
import static com.geniinow.runtime.command.testing.Story.task;

import com.geniinow.runtime.command.testing.AggregateScene;
import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.events.Usd;
import com.geniinow.runtime.events.task.TaskEvent.TaskSubmitted;
import org.junit.jupiter.api.Test;

class AgentTaskLimitsTest {
  private final AggregateScene<Agent> scene = new AggregateScene<>(Agent.class, AGENT);

  @Test
  void a_task_s_limits_are_kept_with_it() {
    var limits = new TaskLimits(60, 3, Usd.of("0.5"));
    scene
        .given(provisioned())
        .when(
            agent ->
                agent.submit(
                    new NewTask(task(1), "t", Json.EMPTY, "m", 9, Usd.ZERO, "k", limits), NOON))
        .expectEvents(
            new TaskSubmitted(
                AGENT,
                task(1),
                "t",
                Json.EMPTY,
                "m",
                9,
                Usd.ZERO,
                "k",
                NOON,
                60,
                3,
                Usd.of("0.5")));
  }
}
