package com.geniinow.runtime.command.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.testing.TaskClient;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** How long an attempt may run is the runtime's matter, and not its executor's. */
@RuntimeTest
class MaxDurationTest {
  @Autowired TaskClient tasks;

  @Test
  void an_executor_that_never_returns_and_reports_for_ever_loses_its_attempt_for_good() {
    var agent = tasks.agent();
    var task = submitted(agent, 1);
    var attempt = tasks.start(task);
    await()
        .atMost(TaskClient.SOON)
        .until(() -> tasks.heartbeat(task, attempt).status(), status -> status != 200);

    tasks.awaitStatus(task, "dead_lettered");
    var late = tasks.heartbeat(task, attempt);
    assertThat(late.status()).isEqualTo(409);
    assertThat(late.text("reason")).isEqualTo("stale_attempt");
    assertThat(tasks.view(task).text("error")).contains("max_duration_seconds");
    assertThat(tasks.view(task).text("failure_reason")).isEqualTo("not_retryable");
    assertThat(tasks.view(task, "attempts").asInt()).isEqualTo(1);
    assertThat(tasks.usages(task)).as("as of a lost attempt").containsExactly("1:100:estimated");
    assertThat(tasks.complete(task, attempt).text("reason")).isEqualTo("stale_attempt");
    assertThat(tasks.fail(task, attempt, true, 1).text("reason")).isEqualTo("stale_attempt");
    assertThat(tasks.used(agent)).isEqualTo(100);
    assertThat(tasks.reserved(agent)).isZero();
  }

  @Test
  void no_heartbeat_renews_a_lease_beyond_the_end() {
    var task = submitted(tasks.agent(), 86_400);
    var attempt = tasks.start(task);
    assertThat(leaseIsWithin(task)).isTrue();

    // As if all but a second had gone by.
    Superuser.jdbc()
        .update(
            "UPDATE task_leases SET ends_at = clock_timestamp() + interval '1 s' WHERE task_id = ?",
            task);

    assertThat(tasks.heartbeat(task, attempt).status()).isEqualTo(200);
    assertThat(leaseIsWithin(task)).isTrue();
  }

  @Test
  void a_report_after_the_end_is_stale_also_before_the_sweep_has_come() {
    var agent = tasks.agent();
    var task = submitted(agent, 86_400);
    var attempt = tasks.start(task);
    Superuser.jdbc()
        .update("UPDATE task_leases SET ends_at = clock_timestamp() WHERE task_id = ?", task);

    assertThat(tasks.complete(task, attempt).text("reason")).isEqualTo("stale_attempt");
    assertThat(tasks.fail(task, attempt, true, 1).text("reason")).isEqualTo("stale_attempt");
    assertThat(tasks.heartbeat(task, attempt).text("reason")).isEqualTo("stale_attempt");

    tasks.loseLease(task);
    tasks.awaitStatus(task, "dead_lettered");
    assertThat(tasks.view(task).text("error")).contains("max_duration_seconds");
    assertThat(tasks.usages(task)).containsExactly("1:100:estimated");
  }

  @Test
  void a_worker_that_asks_again_gets_no_longer_time() {
    var task = submitted(tasks.agent(), 86_400);
    assertThat(tasks.tryStart(task, "mine").status()).isEqualTo(201);
    Superuser.jdbc()
        .update(
            "UPDATE task_leases SET ends_at = clock_timestamp() + interval '1 s' WHERE task_id = ?",
            task);

    assertThat(tasks.tryStart(task, "mine").status()).isEqualTo(201);
    assertThat(leaseIsWithin(task)).isTrue();
  }

  @Test
  void each_attempt_has_its_own_time() {
    var task = submitted(tasks.agent(), 86_400);
    var first = tasks.start(task);
    assertThat(tasks.fail(task, first, true, 1).status()).isEqualTo(200);
    tasks.awaitStatus(task, "queued");

    var second = tasks.start(task);

    assertThat(tasks.heartbeat(task, second).status()).isEqualTo(200);
    assertThat(tasks.complete(task, second).status()).isEqualTo(200);
  }

  @Test
  void a_silent_worker_loses_an_attempt_that_has_time_left_and_the_task_is_tried_again() {
    var task = submitted(tasks.agent(), 86_400);
    tasks.start(task);
    tasks.loseLease(task);

    tasks.awaitStatus(task, "queued");
    assertThat(tasks.view(task).text("error")).contains("lease ran out");
  }

  @Test
  void a_task_shows_how_long_it_may_run_and_ten_minutes_where_nobody_said() {
    var agent = tasks.agent();
    assertThat(tasks.view(submitted(agent, 77), "max_duration_seconds").asInt()).isEqualTo(77);
    assertThat(tasks.view(tasks.submit(agent), "max_duration_seconds").asInt()).isEqualTo(600);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, 86_401, 99_999_999_999L})
  void a_duration_out_of_bounds_is_refused_by_name(long seconds) {
    var answer = tasks.trySubmit(tasks.agent(), Map.of("max_duration_seconds", seconds));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().path("errors").toString()).contains("max_duration_seconds");
  }

  @Test
  void a_task_of_before_runs_as_long_as_is_usual() {
    var task = submitted(tasks.agent(), 77);
    Superuser.jdbc()
        .update("UPDATE agent_tasks SET max_duration_seconds = NULL WHERE task_id = ?", task);
    tasks.start(task);

    var seconds =
        Superuser.jdbc()
            .queryForObject(
                "SELECT extract(epoch FROM ends_at - clock_timestamp()) FROM task_leases"
                    + " WHERE task_id = ?",
                Double.class,
                task);

    assertThat(seconds).isBetween(500.0, 600.0);
    Superuser.jdbc()
        .update("UPDATE agent_tasks SET max_duration_seconds = 77 WHERE task_id = ?", task);
  }

  private boolean leaseIsWithin(UUID task) {
    return Boolean.TRUE.equals(
        Superuser.jdbc()
            .queryForObject(
                "SELECT expires_at <= ends_at FROM task_leases WHERE task_id = ?",
                Boolean.class,
                task));
  }

  private UUID submitted(UUID agent, int seconds) {
    var answer = tasks.trySubmit(agent, Map.of("max_duration_seconds", seconds));
    assertThat(answer.status()).as("%s", answer).isEqualTo(202);
    return UUID.fromString(answer.text("task_id"));
  }
}
