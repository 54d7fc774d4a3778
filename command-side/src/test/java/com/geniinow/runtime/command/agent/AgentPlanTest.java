package com.geniinow.runtime.command.agent;

import static com.geniinow.runtime.command.testing.Story.AGENT;
import static com.geniinow.runtime.command.testing.Story.NOON;
import static com.geniinow.runtime.command.testing.Story.failed;
import static com.geniinow.runtime.command.testing.Story.provisioned;
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
import com.geniinow.runtime.events.task.TaskEvent.TaskDeadLettered;
import com.geniinow.runtime.events.task.TaskEvent.TaskDue;
import com.geniinow.runtime.events.task.TaskEvent.TaskExpired;
import com.geniinow.runtime.events.task.TaskEvent.TaskRedriven;
import com.geniinow.runtime.events.task.TaskEvent.TaskSubmitted;
import com.geniinow.runtime.events.task.TaskPlan;
import com.geniinow.runtime.events.task.TaskRetry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tasks for later, tasks that expire, and tasks with retries of their own. */
class AgentPlanTest {
  private static final Instant LATER = NOON.plusSeconds(60);
  private static final Instant END = NOON.plusSeconds(90);
  private static final TaskPlan FOR_LATER = new TaskPlan(1, LATER, END, null, null);
  private static final TaskPlan EXPIRES = new TaskPlan(3, null, END, null, null);
  private static final RetryPolicy THREE = new RetryPolicy(3, Duration.ofSeconds(1));

  private final AggregateScene<Agent> scene = new AggregateScene<>(Agent.class, AGENT);

  @Test
  void a_task_for_later_takes_no_place_in_a_full_queue() {
    var events = new ArrayList<RuntimeEvent>(List.of(provisioned()));
    for (var n = 1; n <= Agent.MAX_OPEN_TASKS; n++) {
      events.add(submitted(task(n)));
    }
    scene
        .given(events)
        .when(agent -> agent.submit(newTask(1_000, FOR_LATER), NOON))
        .expectEvents(planned(1_000, FOR_LATER));
  }

  @Test
  void an_agent_has_a_thousand_tasks_for_later_at_most() {
    var events = new ArrayList<RuntimeEvent>(List.of(provisioned()));
    for (var n = 1; n < Agent.MAX_SCHEDULED_TASKS; n++) {
      events.add(planned(n, FOR_LATER));
    }
    scene.given(events).asking(Agent::isFullOfLater).expectResultMessagePayload(false);
    events.add(planned(1_000, FOR_LATER));
    new AggregateScene<>(Agent.class, AGENT)
        .given(events)
        .when(agent -> agent.submit(newTask(1_001, FOR_LATER), NOON))
        .expectException(IllegalStateException.class);
    new AggregateScene<>(Agent.class, AGENT)
        .given(events)
        .when(agent -> agent.submit(newTask(1_001, TaskPlan.USUAL), NOON))
        .expectEvents(planned(1_001, null));
  }

  @Test
  void a_task_is_due_at_its_time_and_not_before() {
    scene
        .given(provisioned(), planned(1, FOR_LATER))
        .asking(agent -> agent.mayComeDue(task(1), LATER.minusNanos(1_000)))
        .expectResultMessagePayload(false);
    new AggregateScene<>(Agent.class, AGENT)
        .given(provisioned(), planned(1, FOR_LATER))
        .when(agent -> agent.comeDue(old(1), LATER))
        .expectEvents(due(1))
        .expectState(agent -> assertThat(agent.openTasks()).containsOnlyKeys(task(1)));
    new AggregateScene<>(Agent.class, AGENT)
        .given(provisioned(), planned(1, FOR_LATER), due(1))
        .asking(agent -> agent.mayComeDue(task(1), LATER))
        .expectResultMessagePayload(false);
  }

  @Test
  void a_due_task_waits_for_its_agent_and_for_a_place() {
    scene
        .given(
            provisioned(), planned(1, FOR_LATER), new AgentSuspended(AGENT, "audit", "admin", NOON))
        .asking(agent -> agent.mayComeDue(task(1), LATER))
        .expectResultMessagePayload(false);
    var events = new ArrayList<RuntimeEvent>(List.of(provisioned(), planned(1_000, FOR_LATER)));
    for (var n = 1; n <= Agent.MAX_OPEN_TASKS; n++) {
      events.add(submitted(task(n)));
    }
    new AggregateScene<>(Agent.class, AGENT)
        .given(events)
        .asking(agent -> agent.mayComeDue(task(1_000), LATER))
        .expectResultMessagePayload(false);
  }

  @Test
  void a_due_task_that_is_not_admitted_is_given_up_and_can_be_redriven() {
    var dead = new TaskDeadLettered(AGENT, task(1), 0, "full", "quota_exceeded", LATER);
    scene
        .given(provisioned(), planned(1, FOR_LATER))
        .when(agent -> agent.refuseDue(task(1), "full", "quota_exceeded", LATER))
        .expectEvents(dead);
    var redriven =
        new TaskRedriven(
            AGENT,
            task(1),
            1,
            "simulate",
            "gpt-4o",
            100,
            Usd.of("0.001"),
            "admin",
            LATER,
            FOR_LATER.onceRedriven());
    new AggregateScene<>(Agent.class, AGENT)
        .given(provisioned(), planned(1, FOR_LATER), dead)
        .when(
            agent ->
                agent.redrive(
                    new OldTask(
                        task(1),
                        1,
                        "simulate",
                        "gpt-4o",
                        100,
                        Usd.of("0.001"),
                        FOR_LATER.onceRedriven().stored()),
                    "admin",
                    LATER))
        .expectEvents(redriven);
    new AggregateScene<>(Agent.class, AGENT)
        .given(provisioned(), planned(1, FOR_LATER), dead, redriven)
        .asking(agent -> agent.expire(task(1), END))
        .expectNoEvents();
  }

  @Test
  void a_scheduled_task_is_cancelled_and_is_none_any_more() {
    scene
        .given(provisioned(), planned(1, FOR_LATER))
        .asking(agent -> agent.cancel(task(1), "cancelled", "ada", NOON))
        .expectEvents(new TaskCancelled(AGENT, task(1), "cancelled", "ada", NOON))
        .expectState(agent -> assertThat(agent.livingTasks()).isEmpty());
  }

  @Test
  void a_task_that_waits_expires_at_its_time_and_not_before() {
    scene
        .given(provisioned(), planned(1, EXPIRES))
        .asking(agent -> agent.expire(task(1), END.minusNanos(1_000)))
        .expectNoEvents();
    for (var plan : List.of(EXPIRES, FOR_LATER)) {
      new AggregateScene<>(Agent.class, AGENT)
          .given(provisioned(), planned(1, plan))
          .asking(agent -> agent.expire(task(1), END))
          .expectEvents(new TaskExpired(AGENT, task(1), END))
          .expectState(agent -> assertThat(agent.livingTasks()).isEmpty());
    }
    new AggregateScene<>(Agent.class, AGENT)
        .given(
            provisioned(),
            planned(1, EXPIRES),
            started(task(1), 1),
            failed(task(1), 1, END.plusSeconds(1)))
        .asking(agent -> agent.expire(task(1), END))
        .expectResultMessagePayload(2)
        .expectEvents(new TaskExpired(AGENT, task(1), END));
  }

  @Test
  void a_task_that_runs_does_not_expire() {
    scene
        .given(provisioned(), planned(1, EXPIRES), started(task(1), 1))
        .asking(agent -> agent.expire(task(1), END))
        .expectNoEvents();
  }

  @Test
  void an_attempt_at_an_expired_task_is_not_started_though_nobody_has_given_it_up_yet() {
    scene
        .given(provisioned(), planned(1, EXPIRES))
        .when(agent -> agent.start(task(1), "worker", END))
        .expectException(RefusedException.class)
        .expectNoEvents();
  }

  @Test
  void an_expired_task_can_not_be_cancelled() {
    scene
        .given(provisioned(), planned(1, EXPIRES), new TaskExpired(AGENT, task(1), END))
        .when(agent -> agent.cancel(task(1), "cancelled", "ada", END))
        .expectException(RefusedException.class);
  }

  @Test
  void a_task_s_own_retries_take_the_place_of_the_configured_ones() {
    var none = new TaskPlan(3, null, null, new TaskRetry(0, 0, 0), null);
    scene
        .given(provisioned(), planned(1, none), started(task(1), 1))
        .asking(agent -> fail(agent, 1))
        .expectEvents(failure(1, null));
    var five = new TaskPlan(3, null, null, new TaskRetry(5, 2_000, 3_000), null);
    new AggregateScene<>(Agent.class, AGENT)
        .given(provisioned(), planned(1, five), started(task(1), 1))
        .asking(agent -> fail(agent, 1))
        .expectEvents(failure(1, NOON.plusSeconds(2)));
    new AggregateScene<>(Agent.class, AGENT)
        .given(
            provisioned(),
            planned(1, five),
            started(task(1), 1),
            failed(task(1), 1, NOON),
            started(task(1), 2))
        .asking(agent -> fail(agent, 2))
        .expectEvents(failure(2, NOON.plusSeconds(3)));
  }

  private static @Nullable Instant fail(Agent agent, int attempt) {
    return agent.failAttempt(task(1), attempt, "it broke", true, null, null, THREE, NOON);
  }

  private static TaskAttemptFailed failure(int attempt, @Nullable Instant next) {
    return new TaskAttemptFailed(AGENT, task(1), attempt, "it broke", true, next, NOON);
  }

  private static NewTask newTask(int n, TaskPlan plan) {
    return new NewTask(
        task(n),
        "simulate",
        Json.EMPTY,
        "gpt-4o",
        100,
        Usd.of("0.001"),
        null,
        TaskLimits.NONE,
        plan.stored(),
        Map.of(),
        null);
  }

  private static TaskSubmitted planned(int n, @Nullable TaskPlan plan) {
    return new TaskSubmitted(
        AGENT,
        task(n),
        "simulate",
        Json.EMPTY,
        "gpt-4o",
        100,
        Usd.of("0.001"),
        null,
        NOON,
        null,
        null,
        null,
        plan);
  }

  private static OldTask old(int n) {
    return new OldTask(
        task(n), 1, "simulate", "gpt-4o", 100, Usd.of("0.002"), FOR_LATER.onceQueued());
  }

  private static TaskDue due(int n) {
    return new TaskDue(
        AGENT, task(n), "simulate", "gpt-4o", 100, Usd.of("0.002"), FOR_LATER.onceQueued(), LATER);
  }
}
