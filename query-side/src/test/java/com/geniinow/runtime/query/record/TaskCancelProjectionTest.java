package com.geniinow.runtime.query.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.events.task.TaskState;
import com.geniinow.runtime.query.testing.RecordedAgent;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A task that is withdrawn, whatever it was doing, and what its attempts used. */
class TaskCancelProjectionTest {
  private final RecordedAgent agent = RecordedAgent.provisioned();
  private final UUID task = agent.submitted();

  @ParameterizedTest
  @EnumSource(
      value = TaskState.class,
      names = {"QUEUED", "RUNNING", "RETRYING", "DEAD_LETTERED"})
  void a_task_in_any_state_that_can_be_cancelled_ends_and_waits_for_nothing(TaskState state) {
    bring(state);
    assertThat(RecordedAgent.task(task)).containsEntry("status", state.wire());

    agent.commit(agent.happened().cancelled(task));

    assertThat(RecordedAgent.task(task))
        .containsEntry("status", "cancelled")
        .containsEntry("completed_at", agent.happened().at().toString())
        .containsEntry("next_attempt_at", null)
        .containsEntry("result", null);
  }

  private void bring(TaskState state) {
    var happened = agent.happened();
    switch (state) {
      case RUNNING -> agent.commit(happened.started(task, 1));
      case RETRYING -> agent.commit(happened.started(task, 1), happened.failed(task, 1));
      case DEAD_LETTERED -> agent.commit(happened.started(task, 1), happened.deadLettered(task, 1));
      default -> {}
    }
  }

  @Test
  void another_task_of_the_same_agent_stays_as_it_is() {
    var other = agent.submitted();
    var before = RecordedAgent.task(other);

    agent.commit(agent.happened().cancelled(task));

    assertThat(RecordedAgent.task(other)).isEqualTo(before);
  }

  @Test
  void what_its_attempts_used_adds_up_in_the_task_s_row() {
    var happened = agent.happened();
    agent.commit(happened.reserved(task, 200, "0.30", "2026-03"));
    agent.commit(happened.used(task, 1, 70, "0.0000000001", "2026-03"));
    agent.commit(happened.used(task, 2, 30, "0.25", "2026-03"));

    assertThat(RecordedAgent.task(task))
        .containsEntry("tokens_used", "100")
        .containsEntry("cost_usd", "0.2500000001")
        .containsEntry("status", "queued");
  }

  @Test
  void what_an_embedding_used_is_no_task_s() {
    var memory = UUID.randomUUID();
    agent.commit(agent.happened().reserved(memory, 40, "0.01", "2026-03"));
    agent.commit(agent.happened().used(memory, 0, 40, "0.01", "2026-03"));

    assertThat(RecordedAgent.task(task)).containsEntry("tokens_used", "0");
    assertThat(agent.count("agent_quota_usage")).isEqualTo(1);
    assertThat(agent.quota()).containsEntry("monthly_tokens_used", "40");
  }
}
