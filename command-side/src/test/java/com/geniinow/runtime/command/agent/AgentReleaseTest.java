package com.geniinow.runtime.command.agent;

import static com.geniinow.runtime.command.testing.Story.AGENT;
import static com.geniinow.runtime.command.testing.Story.failed;
import static com.geniinow.runtime.command.testing.Story.provisioned;
import static com.geniinow.runtime.command.testing.Story.requeued;
import static com.geniinow.runtime.command.testing.Story.started;
import static com.geniinow.runtime.command.testing.Story.submitted;
import static com.geniinow.runtime.command.testing.Story.task;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.refusal.RefusedException;
import com.geniinow.runtime.command.testing.AggregateScene;
import com.geniinow.runtime.events.RuntimeEvent;
import com.geniinow.runtime.events.task.TaskEvent.TaskReleased;
import com.geniinow.runtime.events.task.TaskState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is handed back runs again, and no retry is counted. */
class AgentReleaseTest {
  private static final UUID TASK = task(1);
  private static final Instant LATER = Instant.parse("2026-03-15T12:00:05Z");

  private final AggregateScene<Agent> scene = new AggregateScene<>(Agent.class, AGENT);

  @Test
  void a_running_attempt_is_queued_again_under_its_next_number_without_a_retry() {
    scene
        .given(provisioned(), submitted(TASK), started(TASK, 1))
        .when(
            agent -> {
              agent.release(TASK, 1, LATER);
              var open = agent.openTask(TASK);
              assertThat(open).isNotNull();
              assertThat(open.state()).isEqualTo(TaskState.QUEUED);
              assertThat(open.attempt()).isEqualTo(2);
              assertThat(open.retries()).isZero();
              assertThat(open.releases()).isEqualTo(1);
            })
        .expectEvents(new TaskReleased(AGENT, TASK, 1, LATER));
  }

  @Test
  void any_other_attempt_is_stale() {
    scene
        .given(provisioned(), submitted(TASK), started(TASK, 1))
        .when(agent -> agent.release(TASK, 2, LATER))
        .expectException(RefusedException.class);
  }

  @Test
  void the_eleventh_in_a_row_is_one_too_many() {
    scene
        .given(released(10))
        .when(agent -> assertThat(agent.mayRelease(TASK, 11)).isFalse())
        .expectNoEvents();
    new AggregateScene<>(Agent.class, AGENT)
        .given(released(9))
        .when(agent -> assertThat(agent.mayRelease(TASK, 10)).isTrue())
        .expectNoEvents();
  }

  @Test
  void an_attempt_that_failed_begins_a_new_row() {
    List<RuntimeEvent> events = new ArrayList<>(released(10));
    events.add(failed(TASK, 11, LATER));
    events.add(requeued(TASK, 12));
    events.add(started(TASK, 12));

    scene
        .given(events)
        .when(agent -> assertThat(agent.mayRelease(TASK, 12)).isTrue())
        .expectNoEvents();
  }

  /** So many times handed back, and running again. */
  private static List<RuntimeEvent> released(int times) {
    List<RuntimeEvent> events = new ArrayList<>(List.of(provisioned(), submitted(TASK)));
    for (var n = 1; n <= times; n++) {
      events.add(started(TASK, n));
      events.add(new TaskReleased(AGENT, TASK, n, LATER));
    }
    events.add(started(TASK, times + 1));
    return events;
  }
}
