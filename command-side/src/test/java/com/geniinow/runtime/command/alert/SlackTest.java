package com.geniinow.runtime.command.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.testing.FakeSlack;
import com.geniinow.runtime.command.testing.FastTasks;
import com.geniinow.runtime.command.testing.TaskClient;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@FastTasks
class SlackTest {
  @Autowired TaskClient tasks;

  /** What other tests left to say would be said first. */
  @BeforeEach
  void silence() {
    FakeSlack.answers();
    var last = tasks.deadTask(tasks.agent());
    await().atMost(TaskClient.SOON).until(() -> tasks.sentAlerts(last) == 1);
  }

  @AfterEach
  void healthyAgain() {
    FakeSlack.answers();
  }

  @Test
  void an_alert_is_kept_while_slack_is_away_and_sent_once_when_it_is_back() {
    // Of several that wait the oldest is tried while Slack is away, and it may be another test's.
    var calls = FakeSlack.callTimes().size();
    FakeSlack.answers(503);
    var task = tasks.deadTask(tasks.agent());
    await()
        .atMost(TaskClient.SOON)
        .until(() -> FakeSlack.callTimes().size() > calls && waiting(task) == 1);
    assertThat(tasks.sentAlerts(task)).isZero();
    // It is noted a moment after Slack has answered.
    await().atMost(TaskClient.SOON).until(() -> "Slack answered HTTP 503".equals(lastError()));

    long before = FakeSlack.callsAbout(task);
    FakeSlack.answers();
    await().atMost(TaskClient.SOON).until(() -> tasks.sentAlerts(task) == 1);
    assertThat(FakeSlack.callsAbout(task)).isEqualTo(before + 1);

    // A later alert overtakes nothing and repeats nothing.
    var other = tasks.deadTask(tasks.agent());
    await().atMost(TaskClient.SOON).until(() -> tasks.sentAlerts(other) == 1);
    assertThat(FakeSlack.callsAbout(task)).isEqualTo(before + 1);
  }

  @Test
  void slack_is_left_alone_as_long_as_it_asks_whatever_else_there_is_to_say() {
    var before = FakeSlack.callTimes().size();
    FakeSlack.asksForPause(4);
    var first = tasks.deadTask(tasks.agent());
    // Whatever is said first: an alert that an earlier test left may come before this one.
    await().atMost(TaskClient.SOON).until(() -> FakeSlack.callTimes().size() > before);
    long refusedAt = FakeSlack.callTimes().get(before);
    FakeSlack.answers();

    var second = tasks.deadTask(tasks.agent());
    await()
        .atMost(TaskClient.SOON)
        .until(() -> tasks.sentAlerts(first) == 1 && tasks.sentAlerts(second) == 1);
    assertThat(FakeSlack.callTimes())
        .filteredOn(time -> time > refusedAt)
        .isNotEmpty()
        .allSatisfy(time -> assertThat(time - refusedAt).isGreaterThan(3_900));
    assertThat(FakeSlack.callsAbout(first)).isBetween(1L, 2L);
    assertThat(FakeSlack.callsAbout(second)).isEqualTo(1);
  }

  private long waiting(UUID task) {
    return tasks
        .system
        .sql("SELECT count(*) FROM alerts WHERE sent_at IS NULL AND message LIKE ?")
        .param("%" + task + "%")
        .query(Long.class)
        .single();
  }

  private String lastError() {
    return tasks
        .system
        .sql("SELECT last_error FROM alerts WHERE sent_at IS NULL ORDER BY occurred_at LIMIT 1")
        .query(String.class)
        .optional()
        .orElse("");
  }
}
