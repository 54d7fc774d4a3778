package com.geniinow.runtime.command.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Api.Answer;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.memory.CreditWatch;
import com.geniinow.runtime.command.testing.FakePagerDuty;
import com.geniinow.runtime.command.testing.FakeSlack;
import com.geniinow.runtime.command.testing.FastTasks;
import com.geniinow.runtime.command.testing.TaskClient;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** An account without credit is told once, and the tasks that met it are not tried again. */
@FastTasks
class CreditAlertTest {
  private static final String CAUSE = "provider_out_of_credit";
  private static final Instant NOON = Instant.parse("2026-03-15T12:00:00Z");

  @Autowired TaskClient tasks;
  @Autowired CreditWatch watch;

  @BeforeEach
  void thePeopleAreThere() {
    FakeSlack.answers();
    FakePagerDuty.answers(202);
    Superuser.jdbc().update("DELETE FROM alerts WHERE kind = ?", CAUSE);
  }

  @Test
  void it_is_told_once_in_slack_and_wakes_somebody_however_many_tasks_meet_it() {
    var agent = tasks.agent();
    var first = submit(agent, "gpt-4o");
    fail(first, CAUSE);
    tasks.awaitStatus(first, "dead_lettered");
    assertThat(tasks.events(first, "TaskAttemptFailed", "cause"))
        .containsExactly("PROVIDER_OUT_OF_CREDIT");
    assertThat(tasks.view(first, "attempts").asInt()).isEqualTo(1);
    assertThat(tasks.view(first).text("failure_reason")).isEqualTo("not_retryable");
    await().atMost(TaskClient.SOON).until(() -> kinds("gpt-4o").size() == 2);
    assertThat(kinds("gpt-4o")).containsExactlyInAnyOrder("slack", "pagerduty");

    var second = submit(tasks.agent(), "gpt-4o");
    fail(second, CAUSE);
    var other = submit(agent, "gpt-4o-mini");
    fail(other, CAUSE);
    await().atMost(TaskClient.SOON).until(() -> kinds("gpt-4o-mini").size() == 2);
    assertThat(kinds("gpt-4o")).as("the same again").hasSize(2);

    await().atMost(TaskClient.SOON).until(() -> unsent() == 0);
    assertThat(FakeSlack.messagesAbout(first))
        .filteredOn(message -> message.get("text").contains("out of credit"))
        .singleElement()
        .extracting("text")
        .asString()
        .contains("Provider simulate", "Model gpt-4o", "/api/tasks/" + first)
        .doesNotContain("boom", "secret");
    assertThat(FakePagerDuty.events())
        .filteredOn(event -> event.toString().contains("out of credit"))
        .filteredOn(event -> event.path("payload").toString().contains("\"gpt-4o\""))
        .isNotEmpty()
        .allSatisfy(
            event -> {
              assertThat(event.path("event_action").asString()).isEqualTo("trigger");
              assertThat(event.toString()).doesNotContain("boom", "secret");
            });
  }

  @Test
  void what_is_no_cause_is_passed_over_and_stored_nowhere() {
    for (var cause : new Object[] {"PROVIDER_OUT_OF_CREDIT", "bad_luck", 7, List.of(), Map.of()}) {
      var task = submit(tasks.agent(), "gpt-4.1");
      assertThat(fail(task, cause).status()).as("%s", cause).isEqualTo(200);
      tasks.awaitStatus(task, "dead_lettered");
      assertThat(stored(task)).doesNotContain("cause");
    }
    var task = submit(tasks.agent(), "gpt-4.1");
    assertThat(fail(task, null).status()).isEqualTo(200);
    tasks.awaitStatus(task, "dead_lettered");
    await().atMost(TaskClient.SOON).until(() -> tasks.alerts(task) == 1);
    assertThat(kinds("gpt-4.1")).isEmpty();
  }

  @Test
  void the_next_day_and_another_provider_are_told_anew() {
    watch.embeddingRefused("openai", "embedder", NOON);
    watch.embeddingRefused("openai", "embedder", NOON.plus(Duration.ofHours(11)));
    assertThat(kinds("embedder")).hasSize(2);

    watch.embeddingRefused("openai", "embedder", NOON.plus(Duration.ofHours(12)));
    assertThat(kinds("embedder")).hasSize(4);
    watch.embeddingRefused("other", "embedder", NOON);
    assertThat(kinds("embedder")).hasSize(6);
  }

  private UUID submit(UUID agent, String model) {
    var submitted =
        tasks.trySubmit(agent, Map.of("model", model, "payload", Map.of("result", "secret")));
    assertThat(submitted.status()).as("%s", submitted).isEqualTo(202);
    return UUID.fromString(submitted.text("task_id"));
  }

  private Answer fail(UUID task, @Nullable Object cause) {
    var attempt = tasks.start(task);
    Map<String, @Nullable Object> report =
        new HashMap<>(Map.of("error", "boom sk-secret", "retryable", false));
    report.put("cause", cause);
    return tasks.api.asWorker(
        "POST", "/internal/tasks/" + task + "/attempts/" + attempt + "/fail", report);
  }

  private static List<String> kinds(String model) {
    return Superuser.jdbc()
        .queryForList(
            "SELECT channel FROM alerts WHERE kind = ? AND agent_id IS NULL"
                + " AND message LIKE ?",
            String.class,
            CAUSE,
            "%Model " + model + "\n%");
  }

  private static String stored(UUID task) {
    return String.join(
        "\n",
        Superuser.jdbc()
            .queryForList(
                "SELECT payload::text FROM domain_event_entry WHERE payload_type LIKE"
                    + " '%TaskAttemptFailed' AND payload::jsonb ->> 'taskId' = ?",
                String.class, task.toString()));
  }

  private static long unsent() {
    return Superuser.count(
        "SELECT count(*) FROM alerts WHERE sent_at IS NULL AND kind = '" + CAUSE + "'");
  }
}
