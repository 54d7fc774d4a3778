package com.geniinow.runtime.command.agent;

import static com.geniinow.runtime.command.testing.Story.AGENT;
import static com.geniinow.runtime.command.testing.Story.ENTITY;
import static com.geniinow.runtime.command.testing.Story.NOON;
import static com.geniinow.runtime.command.testing.Story.provisioned;
import static com.geniinow.runtime.command.testing.Story.task;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.refusal.RefusedException;
import com.geniinow.runtime.command.testing.AggregateScene;
import com.geniinow.runtime.events.Json;
import com.geniinow.runtime.events.Usd;
import com.geniinow.runtime.events.agent.AgentEvent.AgentChanged;
import com.geniinow.runtime.events.agent.AgentEvent.AgentProvisioned;
import com.geniinow.runtime.events.task.TaskApproval;
import com.geniinow.runtime.events.task.TaskEvent.TaskApproved;
import com.geniinow.runtime.events.task.TaskEvent.TaskDenied;
import com.geniinow.runtime.events.task.TaskEvent.TaskExpired;
import com.geniinow.runtime.events.task.TaskEvent.TaskSubmitted;
import com.geniinow.runtime.events.task.TaskPlan;
import com.geniinow.runtime.events.task.TaskState;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tasks that a person must let run. */
class AgentApprovalTest {
  private static final Instant END = NOON.plusSeconds(60);
  private static final Instant LATER = NOON.plusSeconds(90);
  private static final Decision YES = new Decision("ann", "fine", "5e".repeat(32));

  private final AggregateScene<Agent> scene = new AggregateScene<>(Agent.class, AGENT);

  @Test
  void a_task_that_awaits_an_approval_has_its_place_and_does_not_start() {
    scene
        .given(provisioned(), awaiting(null))
        .asking(agent -> Objects.requireNonNull(agent.openTask(task(1))).state())
        .expectResultMessagePayload(TaskState.AWAITING_APPROVAL);
    new AggregateScene<>(Agent.class, AGENT)
        .given(provisioned(), awaiting(null))
        .when(agent -> agent.start(task(1), "worker", NOON))
        .expectException(RefusedException.class)
        .expectNoEvents();
  }

  @Test
  void an_approved_task_is_queued() {
    scene
        .given(provisioned(), awaiting(null))
        .when(agent -> agent.approve(task(1), YES, NOON))
        .expectEvents(approved(null))
        .expectState(
            agent -> {
              var open = Objects.requireNonNull(agent.openTask(task(1)));
              assertThat(open.state()).isEqualTo(TaskState.QUEUED);
              assertThat(open.plan().priority()).isEqualTo(2);
            });
  }

  @Test
  void an_approved_task_for_later_is_scheduled() {
    scene
        .given(provisioned(), awaiting(LATER))
        .when(agent -> agent.approve(task(1), YES, NOON))
        .expectEvents(approved(LATER))
        .expectState(
            agent -> {
              assertThat(agent.openTasks()).isEmpty();
              assertThat(agent.mayComeDue(task(1), LATER)).isTrue();
            });
  }

  @Test
  void a_denied_task_is_over() {
    var denied = new TaskDenied(AGENT, task(1), "ann", "fine", "5e".repeat(32), NOON);
    scene
        .given(provisioned(), awaiting(null))
        .when(agent -> agent.deny(task(1), YES, NOON))
        .expectEvents(denied)
        .expectState(agent -> assertThat(agent.livingTasks()).isEmpty());
    new AggregateScene<>(Agent.class, AGENT)
        .given(provisioned(), awaiting(null), denied)
        .when(agent -> agent.approve(task(1), YES, NOON))
        .expectException(RefusedException.class);
  }

  @Test
  void what_is_decided_is_not_decided_again() {
    scene
        .given(provisioned(), awaiting(null), approved(null))
        .when(agent -> agent.deny(task(1), YES, NOON))
        .expectException(RefusedException.class)
        .expectNoEvents();
  }

  @Test
  void it_is_too_late_from_the_very_moment_on() {
    scene
        .given(provisioned(), awaiting(null))
        .when(agent -> agent.approve(task(1), YES, END))
        .expectException(RefusedException.class);
    new AggregateScene<>(Agent.class, AGENT)
        .given(provisioned(), awaiting(null))
        .asking(agent -> agent.denyLate(task(1), END.minusNanos(1_000)))
        .expectNoEvents();
    new AggregateScene<>(Agent.class, AGENT)
        .given(provisioned(), awaiting(null))
        .asking(agent -> agent.denyLate(task(1), END))
        .expectEvents(new TaskDenied(AGENT, task(1), "runtime", "approval expired", null, END));
  }

  @Test
  void what_ends_with_the_time_to_decide_is_denied_and_what_ends_before_it_expires() {
    for (var later : new int[] {0, 1}) {
      ends(END.plusSeconds(later)).asking(agent -> agent.expire(task(1), LATER)).expectNoEvents();
      ends(END.plusSeconds(later))
          .asking(agent -> agent.denyLate(task(1), LATER))
          .expectResultMessagePayload(true);
    }
    var before = END.minusSeconds(1);
    ends(before).asking(agent -> agent.denyLate(task(1), LATER)).expectNoEvents();
    ends(before)
        .asking(agent -> agent.expire(task(1), LATER))
        .expectEvents(new TaskExpired(AGENT, task(1), LATER));
  }

  private static AggregateScene<Agent>.Given ends(Instant at) {
    return new AggregateScene<>(Agent.class, AGENT).given(provisioned(), awaiting(null, at));
  }

  @Test
  void whoever_submitted_it_does_not_decide() {
    scene
        .given(provisioned(), awaiting(null))
        .when(agent -> agent.approve(task(1), new Decision("ada", null, "5e".repeat(32)), NOON))
        .expectException(RefusedException.class)
        .expectNoEvents();
  }

  @Test
  void an_agent_s_metadata_say_from_which_sum_on() {
    var over = new Json("{\"approval_over_usd\": 0.5}");
    scene
        .given(new AgentProvisioned(AGENT, ENTITY, "Ada", over, "admin", NOON))
        .asking(agent -> agent.mustBeApproved(Usd.of("0.5")))
        .expectResultMessagePayload(false);
    new AggregateScene<>(Agent.class, AGENT)
        .given(new AgentProvisioned(AGENT, ENTITY, "Ada", over, "admin", NOON))
        .asking(agent -> agent.mustBeApproved(Usd.of("0.5000000001")))
        .expectResultMessagePayload(true);
    new AggregateScene<>(Agent.class, AGENT)
        .given(
            new AgentProvisioned(AGENT, ENTITY, "Ada", over, "admin", NOON),
            new AgentChanged(AGENT, "Ada", Json.EMPTY, "admin", NOON))
        .asking(agent -> agent.mustBeApproved(Usd.of("9")))
        .expectResultMessagePayload(false);
  }

  private static TaskApproved approved(@Nullable Instant runAt) {
    return new TaskApproved(AGENT, task(1), "ann", "fine", "5e".repeat(32), runAt, NOON);
  }

  private static TaskSubmitted awaiting(@Nullable Instant runAt) {
    return awaiting(runAt, null);
  }

  private static TaskSubmitted awaiting(@Nullable Instant runAt, @Nullable Instant expiresAt) {
    return new TaskSubmitted(
        AGENT,
        task(1),
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
        new TaskPlan(2, runAt, expiresAt, null, new TaskApproval(END, "ada")));
  }
}
