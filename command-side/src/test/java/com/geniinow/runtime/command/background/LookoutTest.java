package com.geniinow.runtime.command.background;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Parallel;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.testing.TaskClient;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Who has nothing to do is not run; who has is woken. */
@RuntimeTest
class LookoutTest {
  private static final String NAME = "test-of-the-lookout";
  private static final Instant NOW = Instant.parse("2126-03-15T12:00:00Z");
  private static final JdbcClient DATABASE = JdbcClient.create(Superuser.jdbc());

  @Autowired List<RecurringJob> jobs;
  @Autowired List<ProcessJob> own;
  @Autowired ScheduledTasksTable table;
  @Autowired ScheduledWork work;
  @Autowired TaskClient tasks;

  @AfterEach
  void forget() {
    DATABASE.sql("DELETE FROM scheduled_tasks WHERE task_name = ?").param(NAME).update();
  }

  @Test
  void whoever_would_run_often_says_when_there_is_something_to_do() {
    assertThat(jobs)
        .filteredOn(job -> job.every().compareTo(Duration.ofSeconds(10)) < 0)
        .allSatisfy(job -> assertThat(job.due()).as(job.name()).isPresent());
  }

  @Test
  void what_everybody_waits_for_can_be_asked_by_one_statement() {
    var due = jobs.stream().flatMap(job -> job.due().stream()).toList();
    assertThat(due).hasSizeGreaterThan(10);
    for (var each : due) {
      var params = each.params().stream().<Object>map(p -> p.get()).toList();
      DATABASE.sql("SELECT (" + each.sql() + ")").params(params).query().listOfRows();
    }
  }

  @Test
  void a_deadline_fires_though_nobody_polls() {
    var task = tasks.submit(tasks.agent());
    tasks.fail(task, tasks.start(task), true, 1);

    await().atMost(TaskClient.SOON).until(() -> tasks.status(task).equals("queued"));
    assertThat(tasks.events(task)).containsOnlyOnce("TaskRequeued");
  }

  @Test
  void a_job_is_brought_forward_by_one_of_many_and_not_before_its_pause_is_over() throws Exception {
    row(NOW.plusSeconds(300), false, NOW.minusMillis(400));
    assertThat(table.bringForward(NAME, Duration.ofMillis(500), NOW)).isFalse();

    var won = Parallel.all(8, n -> table.bringForward(NAME, Duration.ofMillis(300), NOW));
    assertThat(won).containsOnlyOnce(true);
    assertThat(executionTime()).isEqualTo(NOW);
  }

  @Test
  void a_run_noted_by_a_clock_that_is_ahead_holds_nobody_up() {
    row(NOW.plusSeconds(300), false, NOW.plusSeconds(90));

    assertThat(table.bringForward(NAME, Duration.ofSeconds(1), NOW)).isTrue();
  }

  @Test
  void a_job_that_runs_is_left_alone() {
    row(NOW.plusSeconds(300), true, null);

    assertThat(table.bringForward(NAME, Duration.ZERO, NOW)).isFalse();
    assertThat(executionTime()).isEqualTo(NOW.plusSeconds(300));
  }

  @Test
  void what_another_release_planned_is_none_of_this_scheduler_s() {
    assertThat(work.names()).contains("retry-sweep", "lease-sweep").doesNotContain(NAME);
  }

  private static void row(Instant at, boolean picked, @Nullable Instant ran) {
    DATABASE
        .sql(
            """
            INSERT INTO scheduled_tasks
              (task_name, task_instance, execution_time, picked, last_success, version)
            VALUES (?, 'recurring', ?, ?, ?::timestamptz, 1)""")
        .param(NAME)
        .param(at.atOffset(ZoneOffset.UTC))
        .param(picked)
        .param(ran == null ? null : ran.toString())
        .update();
  }

  private static Instant executionTime() {
    return DATABASE
        .sql("SELECT execution_time FROM scheduled_tasks WHERE task_name = ?")
        .param(NAME)
        .query(OffsetDateTime.class)
        .single()
        .toInstant();
  }
}
