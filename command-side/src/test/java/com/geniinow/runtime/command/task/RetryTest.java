package com.geniinow.runtime.command.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.testing.FakeSlack;
import com.geniinow.runtime.command.testing.TaskClient;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@RuntimeTest
class RetryTest {
  @Autowired TaskClient tasks;

  @Test
  void a_failed_attempt_pays_for_itself_and_reserves_for_the_retry_at_once() {
    var agent = tasks.agent();
    var task = tasks.submitHasty(agent);
    assertThat(tasks.fail(task, tasks.start(task), true, 30).status()).isEqualTo(200);

    assertThat(tasks.used(agent)).isEqualTo(30);
    assertThat(tasks.reserved(agent)).isEqualTo(100);
    assertThat(tasks.usages(task)).containsExactly("1:30");

    tasks.awaitStatus(task, "queued");
    assertThat(tasks.start(task)).isEqualTo(2);
    assertThat(tasks.complete(task, 2).status()).isEqualTo(200);
    assertThat(tasks.status(task)).isEqualTo("completed");
    assertThat(tasks.view(task, "error").isNull()).isTrue();
    assertThat(tasks.used(agent)).isEqualTo(70);
    assertThat(tasks.reserved(agent)).isZero();
    assertThat(tasks.alerts(task)).isZero();
  }

  @Test
  void the_settlement_and_the_next_hold_are_in_the_transaction_of_the_failure() {
    var task = tasks.submit(tasks.agent());
    tasks.fail(task, tasks.start(task), true, 30);
    var transactions =
        tasks
            .system
            .sql(
                """
            SELECT DISTINCT xmin::text FROM domain_event_entry
            WHERE payload::jsonb ->> 'taskId' = ? AND (payload_type LIKE '%TaskAttemptFailed'
              OR payload_type LIKE '%UsageRecorded'
              OR (payload_type LIKE '%UsageReserved' AND payload::jsonb ->> 'attempt' = '2'))""")
            .param(task.toString())
            .query(String.class)
            .list();
    assertThat(transactions).hasSize(1);
    assertThat(tasks.events(task))
        .containsSubsequence("TaskAttemptFailed", "UsageRecorded", "UsageReserved");
  }

  @Test
  void retries_come_after_once_four_times_and_sixteen_times_the_base() {
    var task = tasks.submitHasty(tasks.agent());
    tasks.exhaust(task);
    var failed = tasks.times(task, "TaskAttemptFailed", "at");
    var due = tasks.events(task, "TaskAttemptFailed", "nextAttemptAt");
    var requeued = tasks.times(task, "TaskRequeued", "at");

    assertThat(due).hasSize(4).last().isNull();
    for (var n = 0; n < 3; n++) {
      var planned = failed.get(n).plus(Duration.ofMillis(50L << (2 * n)));
      assertThat(due.get(n)).isEqualTo(planned.toString());
      assertThat(requeued.get(n)).isAfterOrEqualTo(planned);
    }

    var other = tasks.submit(tasks.agent());
    tasks.fail(other, tasks.start(other), true, 1);
    var second = tasks.times(other, "TaskAttemptFailed", "at").getFirst().plusSeconds(1);
    assertThat(tasks.events(other, "TaskAttemptFailed", "nextAttemptAt"))
        .as("of one that says nothing of it")
        .containsExactly(second.toString());
  }

  @Test
  void a_task_whose_retries_are_used_up_is_dead_lettered_and_slack_is_told_once() {
    var agent = tasks.agent();
    var task = tasks.submitHasty(agent);
    tasks.exhaust(task);

    assertThat(tasks.events(task, "TaskDeadLettered", "reason"))
        .containsExactly("retries_exhausted");
    assertThat(tasks.view(task, "attempts").asInt()).isEqualTo(4);
    assertThat(tasks.view(task).text("error")).isEqualTo("boom 4");
    assertThat(tasks.view(task).text("failure_reason")).isEqualTo("retries_exhausted");
    assertThat(tasks.used(agent)).isEqualTo(4);
    assertThat(tasks.reserved(agent)).isZero();
    await().atMost(TaskClient.SOON).until(() -> tasks.sentAlerts(task) == 1);
    var messages = FakeSlack.messagesAbout(task);
    assertThat(messages).hasSize(1);
    assertThat(messages.getFirst())
        .containsEntry("channel", "#fleet-ops")
        .extracting("text")
        .asString()
        .contains(
            agent.toString(),
            "Attempts 4",
            "Reason retries_exhausted",
            "/api/tasks/" + task + "/redrive")
        .doesNotContain("boom");
    assertThat(tasks.alerts(task)).isEqualTo(1);
    await().atMost(TaskClient.SOON).until(() -> saga(task.toString()).isEmpty());
  }

  @Test
  void a_failure_that_is_not_retryable_is_dead_lettered_at_once() {
    var task = tasks.submit(tasks.agent());
    tasks.fail(task, tasks.start(task), false, 1);
    tasks.awaitStatus(task, "dead_lettered");
    assertThat(tasks.events(task, "TaskDeadLettered", "reason")).containsExactly("not_retryable");
    assertThat(tasks.view(task).text("failure_reason")).isEqualTo("not_retryable");
    assertThat(tasks.redrive(task).status()).isEqualTo(202);
    assertThat(tasks.view(task, "failure_reason").isNull()).isTrue();
    assertThat(tasks.view(task, "attempts").asInt()).isEqualTo(1);
  }

  @Test
  void a_retry_that_the_quota_refuses_is_dead_lettered_in_the_same_transaction() {
    var agent = tasks.agent(120);
    var task = tasks.submit(agent);
    tasks.fail(task, tasks.start(task), true, 30);

    assertThat(tasks.status(task)).isEqualTo("dead_lettered");
    assertThat(tasks.events(task, "TaskDeadLettered", "reason")).containsExactly("quota_exceeded");
    assertThat(tasks.view(task).text("failure_reason")).isEqualTo("quota_exceeded");
    assertThat(tasks.used(agent)).isEqualTo(30);
    assertThat(tasks.reserved(agent)).isZero();
    assertThat(tasks.events(task)).contains("UsageRefused");
    await().atMost(TaskClient.SOON).until(() -> saga(task.toString()).isEmpty());
    await().atMost(TaskClient.SOON).until(() -> tasks.alerts(task) == 1);
  }

  private List<String> saga(String task) {
    return tasks
        .system
        .sql("SELECT saga_id FROM association_value_entry WHERE association_value = ?")
        .param(task)
        .query(String.class)
        .list();
  }
}
