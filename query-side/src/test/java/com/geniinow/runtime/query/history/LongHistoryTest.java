package com.geniinow.runtime.query.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.events.RuntimeEvent;
import com.geniinow.runtime.platform.work.DerivedState;
import com.geniinow.runtime.query.testing.Callers;
import com.geniinow.runtime.query.testing.Database;
import com.geniinow.runtime.query.testing.RecordedAgent;
import com.geniinow.runtime.query.view.task.TaskItem;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Histories that are cut into pieces: what is forgotten on the way is found when it is needed. */
class LongHistoryTest {
  private final PastScene scene = new PastScene();
  private final JdbcClient jdbc = scene.jdbc;
  private final EventStoreRows store = scene.store;
  private final AsOfCheckpoints checkpoints = scene.checkpoints;
  private final Past past = scene.past;
  private final RecordedAgent agent = RecordedAgent.provisioned();

  @Test
  void a_long_history_leaves_checkpoints_that_answer_the_same() {
    var open = agent.submitted();
    idle(open, 2_100);
    store.store(agent, 0);

    var first = past.asOf(agent.id(), null);
    assertThat(checkpoints.all(agent.id())).hasSize(2);
    assertThat(past.asOf(agent.id(), null)).isEqualTo(first);
    assertThat(first.openTasks()).containsExactly(live(open));

    var forged = "UPDATE audit_checkpoints SET state = ? WHERE agent_id = ?";
    Database.superuser().update(forged, "{}", agent.id());
    assertThat(past.asOf(agent.id(), null)).isEqualTo(first);
    assertThat(differing()).isEmpty();
  }

  @Test
  void every_raise_outlasts_a_checkpoint() {
    agent.commit(
        agent.happened().raised(UUID.randomUUID(), 5),
        agent.happened().raised(UUID.randomUUID(), 7));
    var then = agent.happened().at();
    idle(agent.submitted(), 1_100);
    store.store(agent, 0);
    var first = past.asOf(agent.id(), agent.happened().at());

    assertThat(checkpoints.all(agent.id())).hasSize(1);
    assertThat(first.quota().raises()).hasSize(2);
    assertThat(past.asOf(agent.id(), agent.happened().at())).isEqualTo(first);
    assertThat(past.asOf(agent.id(), then).quota().monthlyTokenLimit()).isEqualTo(1_000_012);
    assertThat(differing()).isEmpty();
  }

  @Test
  void a_task_that_is_forgotten_and_lives_again_within_one_answer_is_what_it_was() {
    var dead = agent.submitted();
    end(dead);
    idle(agent.submitted(), 1_100);
    agent.commit(agent.happened().redriven(dead, 2));
    store.store(agent, 0);

    assertThat(past.asOf(agent.id(), null).openTasks()).contains(live(dead));
    assertThat(differing()).isEmpty();
  }

  @Test
  void a_task_that_is_forgotten_behind_a_checkpoint_comes_back_with_all_that_happened_to_it() {
    var dead = agent.submitted();
    idle(agent.submitted(), 1_100);
    store.store(agent, 0);
    past.asOf(agent.id(), null);
    var from = agent.events().size();
    end(dead);
    idle(agent.submitted(), 1_100);
    agent.commit(agent.happened().redriven(dead, 2));
    store.store(agent, from);

    assertThat(past.asOf(agent.id(), null).openTasks()).contains(live(dead));
    assertThat(differing()).isEmpty();
  }

  @Test
  void a_checkpoint_that_the_events_do_not_lead_to_is_told() {
    idle(agent.submitted(), 1_000);
    store.store(agent, 0);
    past.asOf(agent.id(), null);
    Database.superuser()
        .update("UPDATE audit_checkpoints SET events = 7 WHERE agent_id = ?", agent.id());

    assertThat(differing()).containsExactly("it stands for 1000 events");
  }

  /** What it costs and how often it was tried is in no later event. */
  private void end(UUID task) {
    var happened = agent.happened();
    agent.commit(happened.started(task, 1), happened.reserved(task, 9, "0.9", "2026-03"));
    agent.commit(happened.used(task, 1, 9, "0.9", "2026-03"), happened.deadLettered(task, 1));
  }

  private void idle(UUID task, int count) {
    for (var done = 0; done < count; done += 100) {
      agent.commit(
          Stream.generate(() -> agent.happened().started(task, 1))
              .limit(100)
              .toArray(RuntimeEvent[]::new));
    }
  }

  private static TaskItem live(UUID task) {
    return Database.reads()
        .as(
            Callers.ADMIN,
            jdbc ->
                jdbc.sql(TaskItem.SELECT + "WHERE t.task_id = ?")
                    .param(task)
                    .query(TaskItem::of)
                    .single());
  }

  private List<String> differing() {
    return new AsOfProof(store.reader(), checkpoints, jdbc)
        .verify(null, () -> {}).differing().stream()
            .filter(row -> row.agentId().equals(agent.id()))
            .map(DerivedState.Differing::replayed)
            .toList();
  }
}
