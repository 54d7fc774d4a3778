package com.geniinow.runtime.command.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api.Answer;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.testing.TaskClient;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** {@code GET /api/tasks/{id}?wait_seconds=}: the answer comes with the task's end. */
@RuntimeTest
class TaskWaitTest {
  @Autowired TaskClient tasks;
  private UUID agent;

  @BeforeEach
  void an_agent() {
    agent = tasks.agent();
  }

  @Test
  void the_answer_comes_when_the_task_has_ended() throws Exception {
    var task = tasks.submit(agent);
    var answer = waiting(task, 60);
    var attempt = tasks.start(task);
    assertThat(answer).isNotDone();
    tasks.complete(task, attempt);

    var view = answer.get(30, TimeUnit.SECONDS);
    assertThat(view.status()).isEqualTo(200);
    assertThat(view.text("status")).isEqualTo("completed");
    assertThat(view.body().path("result").path("n").asInt()).isEqualTo(attempt);
  }

  @Test
  void a_cancelled_and_a_dead_lettered_task_have_ended_and_one_to_be_retried_has_not()
      throws Exception {
    var cancelled = tasks.submit(agent);
    var ofCancelled = waiting(cancelled, 60);
    tasks.cancel(agent, cancelled);
    assertThat(ofCancelled.get(30, TimeUnit.SECONDS).text("status")).isEqualTo("cancelled");

    var dead = tasks.submitHasty(agent);
    var ofDead = waiting(dead, 60);
    tasks.exhaust(dead);
    assertThat(ofDead.get(30, TimeUnit.SECONDS).text("status")).isEqualTo("dead_lettered");
  }

  @Test
  void a_task_that_goes_on_is_shown_as_it_is_after_that_time() {
    var task = tasks.submit(agent);
    long start = System.nanoTime();
    var view = get(task, "1");

    assertThat(view.text("status")).isEqualTo("queued");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(990));
    assertThat(get(task, "0").text("status")).isEqualTo("queued");
  }

  @Test
  void a_time_that_is_none_is_refused_and_so_is_who_may_not_see_the_task() {
    var task = tasks.submit(agent);
    for (var seconds : List.of("-1", "61", "1.5", "x", "")) {
      assertThat(get(task, seconds).status()).as(seconds).isEqualTo(400);
    }
    var path = "/api/tasks/" + task + "?wait_seconds=60";
    assertThat(tasks.api.asAgent(tasks.agent(), "GET", path, null).status()).isEqualTo(403);
  }

  @Test
  void who_is_not_let_in_any_more_gets_no_answer() throws Exception {
    var task = tasks.submit(agent);
    var key = tasks.api.createKey(agent, "tasks");
    var path = "/api/tasks/" + task + "?wait_seconds=60";
    assertThat(tasks.api.bearing(key.text("key"), "GET", "/api/tasks/" + task, null).status())
        .isEqualTo(200);
    var answer =
        CompletableFuture.supplyAsync(() -> tasks.api.bearing(key.text("key"), "GET", path, null));
    tasks.api.asAdmin("DELETE", "/api/agents/" + agent + "/keys/" + key.text("key_id"), null);
    var attempt = tasks.start(task);
    tasks.system.sql("SELECT pg_sleep(0.7)").query().singleRow(); // longer than keys are believed
    tasks.complete(task, attempt);

    assertThat(answer.get(30, TimeUnit.SECONDS).status()).isEqualTo(401);
  }

  private CompletableFuture<Answer> waiting(UUID task, int seconds) {
    return CompletableFuture.supplyAsync(() -> get(task, Integer.toString(seconds)));
  }

  private Answer get(UUID task, String seconds) {
    return tasks.api.asAgent(agent, "GET", "/api/tasks/" + task + "?wait_seconds=" + seconds, null);
  }
}
