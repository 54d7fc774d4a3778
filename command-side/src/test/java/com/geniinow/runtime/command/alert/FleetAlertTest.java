package com.geniinow.runtime.command.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Sabotage;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.testing.FakePagerDuty;
import com.geniinow.runtime.command.testing.FakeSlack;
import com.geniinow.runtime.command.testing.FastTasks;
import com.geniinow.runtime.command.testing.TaskClient;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * Somebody is woken when more than one in a hundred transactions is rolled back, and told when more
 * than one in a hundred embeddings takes longer than half a second.
 */
@FastTasks
class FleetAlertTest {
  @Autowired TaskClient tasks;

  @BeforeEach
  @AfterEach
  void allIsWell() {
    FakePagerDuty.answers(202);
    forgetWhatWasCounted();
    await().atMost(TaskClient.SOON).until(() -> levels() == 0);
    // Of other tests' embeddings, where the machine was slow.
    forgetSlowEmbeddings();
  }

  @Test
  void it_is_told_once_kept_while_pagerduty_is_away_and_resolved_when_it_is_over() {
    var agent = tasks.agent();
    var before = FakePagerDuty.events().size();
    FakePagerDuty.answers(503);
    try (var fault = Sabotage.failing("agent_tasks", agent)) {
      await()
          .atMost(TaskClient.SOON)
          .until(
              () -> {
                assertThat(tasks.trySubmit(agent, Map.of()).status()).isEqualTo(500);
                return FakePagerDuty.events().size() > before;
              });
    }
    FakePagerDuty.answers(202);
    await().atMost(TaskClient.SOON).until(() -> unsent() == 0);

    var events = FakePagerDuty.events().subList(before, FakePagerDuty.events().size());
    var last = events.getLast();
    assertThat(events)
        .as("the same again until it was taken")
        .hasSizeGreaterThan(1)
        .allSatisfy(event -> assertThat(event).isEqualTo(last));
    assertThat(last.path("routing_key").asString()).isEqualTo(FakePagerDuty.KEY);
    assertThat(last.path("event_action").asString()).isEqualTo("trigger");
    assertThat(last.path("payload").path("severity").asString()).isEqualTo("critical");
    assertThat(last.path("payload").path("custom_details").path("Limit").asString())
        .isEqualTo("1.00 %");
    assertThat(Superuser.count("SELECT count(*) FROM alerts WHERE body LIKE '%R0UT1NG%'"))
        .as("the secret is in no table")
        .isZero();

    var told = FakePagerDuty.events().size();
    await()
        .atMost(TaskClient.SOON)
        .until(
            () -> {
              // Again and again: the process may still have to write down what it counted.
              forgetWhatWasCounted();
              return FakePagerDuty.events().size() > told;
            });
    var resolved = FakePagerDuty.events().getLast();
    assertThat(resolved.path("event_action").asString()).isEqualTo("resolve");
    assertThat(resolved.path("dedup_key")).isEqualTo(last.path("dedup_key"));
  }

  @Test
  void conflicts_that_were_retried_with_success_wake_nobody() {
    var agent = tasks.agent();
    var before = FakePagerDuty.events().size();
    for (var n = 0; n < 5; n++) {
      try (var fault = Sabotage.failingFirst(1, "40001", "agent_tasks", agent)) {
        tasks.submit(agent);
      }
    }
    await().atMost(TaskClient.SOON).until(() -> counted() >= 5);
    assertThat(Superuser.count("SELECT count(*) FROM fleet_counts WHERE bad > 0")).isZero();
    assertThat(FakePagerDuty.events()).hasSize(before);
  }

  @Test
  void a_99th_percentile_of_embeddings_above_half_a_second_is_told_to_slack_once() {
    FakeSlack.answers();
    count("embeddings", 1_000, 10);
    tasks.run("share-watch");
    assertThat(slowEmbeddings()).isZero();

    count("embeddings", 0, 1);
    await().atMost(TaskClient.SOON).until(() -> slowEmbeddings() == 1);
    count("embeddings", 0, 100);
    tasks.run("share-watch");
    assertThat(slowEmbeddings()).isEqualTo(1);
    forgetSlowEmbeddings();
  }

  private static void count(String kind, int total, int bad) {
    Superuser.jdbc()
        .update(
            """
            INSERT INTO fleet_counts AS c VALUES (?, date_trunc('minute', now()), ?, ?)
            ON CONFLICT (kind, minute)
              DO UPDATE SET total = c.total + excluded.total, bad = c.bad + excluded.bad""",
            kind,
            total,
            bad);
  }

  private static long slowEmbeddings() {
    return Superuser.count("SELECT count(*) FROM alerts WHERE kind = 'embeddings'");
  }

  private static void forgetSlowEmbeddings() {
    Superuser.jdbc().update("DELETE FROM alerts WHERE kind = 'embeddings'");
  }

  /** As if the window had passed. */
  private static void forgetWhatWasCounted() {
    Superuser.jdbc().update("DELETE FROM fleet_counts");
  }

  private static long levels() {
    return Superuser.count("SELECT count(*) FROM fleet_levels");
  }

  private static long unsent() {
    return Superuser.count(
        "SELECT count(*) FROM alerts WHERE channel = 'pagerduty' AND sent_at IS NULL");
  }

  private static long counted() {
    return Superuser.count("SELECT coalesce(sum(total), 0)::bigint FROM fleet_counts");
  }
}
