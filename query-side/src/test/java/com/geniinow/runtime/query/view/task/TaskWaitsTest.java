package com.geniinow.runtime.query.view.task;

import static com.geniinow.runtime.query.testing.Callers.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.events.task.TaskState;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.problem.Reason;
import com.geniinow.runtime.query.testing.Database;
import com.geniinow.runtime.query.testing.RecordedAgent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Who waits for a task hears of its end from whoever ended it. */
class TaskWaitsTest {
  private static final Duration LONG = Duration.ofSeconds(50);

  private final TaskWaits waits = new TaskWaits(new TaskLookout(Database.reads()));
  private final TaskController tasks = TaskScene.controller(waits);
  private final RecordedAgent agent = RecordedAgent.provisioned();
  private final UUID task = agent.submitted();
  private final AtomicBoolean gone = new AtomicBoolean();

  @Test
  void an_end_that_another_process_committed_is_found() throws Exception {
    try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      var views = new ArrayList<Future<TaskView>>();
      for (var n = 0; n < 20; n++) {
        views.add(pool.submit(waiting()));
      }
      await().until(() -> waits.waiting() == 20);
      agent.commit(agent.happened().started(task, 1), agent.happened().completed(task, 1));

      for (var view : views) {
        assertThat(view.get(20, TimeUnit.SECONDS).status()).isEqualTo(TaskState.COMPLETED);
      }
    }
    assertThat(waits.waiting()).isZero();
  }

  @Test
  void an_end_of_this_process_is_heard_at_once_and_of_another_task_not_at_all() throws Exception {
    var other = agent.submitted();
    try (var first = waits.begin(agent.id(), task);
        var second = waits.begin(agent.id(), other)) {
      waits.ended(List.of(task));

      first.await(LONG, () -> false);
      second.await(Duration.ofMillis(1), () -> false);
    }
    assertThat(waits.waiting()).isZero();
  }

  @Test
  void a_task_that_goes_on_is_shown_as_it_is_after_that_time() {
    long start = System.nanoTime();
    assertThat(tasks.get(task, 1, ADMIN, () -> false).status()).isEqualTo(TaskState.QUEUED);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(990));
    assertThat(waits.waiting()).isZero();
  }

  @Test
  void a_task_that_has_ended_is_shown_at_once() {
    agent.commit(agent.happened().cancelled(task));

    assertThat(tasks.get(task, 60, ADMIN, () -> false).status()).isEqualTo(TaskState.CANCELLED);
  }

  @Test
  void no_more_wait_for_tasks_of_one_agent_than_may_and_those_of_others_do() {
    var waiting = new ArrayList<TaskWaits.Waiting>();
    for (var n = 0; n < TaskWaits.MOST_OF_AN_AGENT; n++) {
      waiting.add(waits.begin(agent.id(), task));
    }
    assertThatThrownBy(() -> waits.begin(agent.id(), UUID.randomUUID()))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(Reason.RATE_LIMITED);
              assertThat(e.problem().retryAfterSeconds()).isEqualTo(1);
            });
    waits.begin(UUID.randomUUID(), UUID.randomUUID()).close();

    waiting.removeLast().close();
    waits.begin(agent.id(), task).close();
    waiting.forEach(TaskWaits.Waiting::close);
    assertThat(waits.waiting()).isZero();
  }

  @Test
  void who_has_gone_keeps_no_place() throws Exception {
    try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      var view = pool.submit(waiting());
      await().until(() -> waits.waiting() == 1);
      gone.set(true);

      await().atMost(Duration.ofSeconds(20)).until(() -> waits.waiting() == 0);
      assertThat(view.get(20, TimeUnit.SECONDS).status()).isEqualTo(TaskState.QUEUED);
    }
  }

  @Test
  void a_process_that_is_to_end_answers_everybody() throws Exception {
    try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      var view = pool.submit(waiting());
      await().until(() -> waits.waiting() == 1);
      waits.close();

      assertThat(view.get(20, TimeUnit.SECONDS).status()).isEqualTo(TaskState.QUEUED);
    }
    assertThat(tasks.get(task, 60, ADMIN, () -> false).status()).isEqualTo(TaskState.QUEUED);
  }

  private Callable<TaskView> waiting() {
    return () -> tasks.get(task, (int) LONG.toSeconds(), ADMIN, gone::get);
  }
}
