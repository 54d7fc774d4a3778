package com.geniinow.runtime.command.alert;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.file.FileClient;
import com.geniinow.runtime.command.testing.FakeSlack;
import com.geniinow.runtime.command.testing.FastTasks;
import com.geniinow.runtime.command.testing.TaskClient;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.json.JsonMapper;

/** People hear once that an agent passed a threshold, and again only after it had come back. */
@FastTasks
class ThresholdAlertTest {
  @Autowired TaskClient tasks;

  @BeforeEach
  void slackIsThere() {
    FakeSlack.answers();
  }

  @Test
  void more_than_75_open_tasks_are_told_once_until_the_queue_was_down_to_60() {
    var agent = tasks.agent();
    var open = submit(agent, 75);
    passLooks();
    assertThat(raised(agent, "queue")).as("75 is not above 75").isZero();

    open.addAll(submit(agent, 1));
    await().atMost(TaskClient.SOON).until(() -> raised(agent, "queue") == 1);
    open.addAll(submit(agent, 4));
    cancel(agent, open, 10);
    open.addAll(submit(agent, 10));
    passLooks();
    assertThat(raised(agent, "queue")).as("70 is not low enough to start over").isEqualTo(1);

    cancel(agent, open, 20);
    await().atMost(TaskClient.SOON).until(() -> above(agent) == 0);
    submit(agent, 16);
    await().atMost(TaskClient.SOON).until(() -> raised(agent, "queue") == 2);
    await().atMost(TaskClient.SOON).until(() -> FakeSlack.messagesAbout(agent).size() == 2);
  }

  @Test
  void more_than_80_percent_of_the_tokens_are_told_once_until_there_is_room_again() {
    var agent = tasks.agent(480);
    for (var task = 1; task <= 9; task++) {
      use40Tokens(agent);
    }
    passLooks();
    assertThat(raised(agent, "tokens")).as("75 %").isZero();

    use40Tokens(agent);
    await().atMost(TaskClient.SOON).until(() -> raised(agent, "tokens") == 1);
    use40Tokens(agent);
    passLooks();
    assertThat(raised(agent, "tokens")).isEqualTo(1);

    limit(agent, 10_000);
    await().atMost(TaskClient.SOON).until(() -> above(agent) == 0);
    limit(agent, 500);
    await().atMost(TaskClient.SOON).until(() -> raised(agent, "tokens") == 2);
  }

  @Test
  void nobody_hears_that_tokens_run_out_where_that_is_allowed_or_is_told_as_passed() {
    var allowed = tasks.api.provision(Map.of("monthly_token_limit", 10, "overage_policy", "allow"));
    var alertOnly =
        tasks.api.provision(Map.of("monthly_token_limit", 10, "overage_policy", "alert_only"));
    use40Tokens(allowed);
    use40Tokens(alertOnly);
    passLooks();
    assertThat(raised(allowed, "tokens")).isZero();
    assertThat(raised(alertOnly, "overage")).isEqualTo(1);
    assertThat(raised(alertOnly, "tokens")).isZero();
  }

  @Test
  void more_than_90_percent_of_the_storage_are_told_once_until_there_is_room_again() {
    var agent = tasks.api.provision(Map.of("storage_limit_bytes", 1_000));
    var file = upload(agent, 900);
    passLooks();
    assertThat(raised(agent, "storage")).as("90 is not above 90").isZero();

    var more = upload(agent, 20);
    await().atMost(TaskClient.SOON).until(() -> raised(agent, "storage") == 1);
    upload(agent, 20);
    passLooks();
    assertThat(raised(agent, "storage")).isEqualTo(1);
    assertThat(tasks.api.asAgent(agent, "DELETE", more, null).status()).isEqualTo(204);
    passLooks();
    assertThat(above(agent)).as("92 % is not low enough").isEqualTo(1);
    assertThat(tasks.api.asAgent(agent, "DELETE", file, null).status()).isEqualTo(204);
    await().atMost(TaskClient.SOON).until(() -> above(agent) == 0);
  }

  @Test
  void a_message_shows_agent_figure_limit_and_a_link_at_a_glance() {
    var agent = tasks.agent();
    submit(agent, 76);
    await().atMost(TaskClient.SOON).until(() -> FakeSlack.messagesAbout(agent).size() == 1);

    var message = FakeSlack.messagesAbout(agent).getFirst();
    assertThat(message.get("text")).contains(agent.toString(), "76 open tasks", "75 open tasks");
    assertThat(message.get("metadata")).contains("alert_id");
    var blocks = JsonMapper.shared().readTree(message.get("blocks"));
    assertThat(blocks.findValuesAsString("type"))
        .containsSubsequence("header", "section", "context");
    assertThat(blocks.get(0).path("text").path("text").asString())
        .isEqualTo(":warning: Queue filling up");
    assertThat(blocks.get(1).path("fields").toString())
        .contains("*Agent*\\n`" + agent + "`", "*Figure*\\n76", "*Limit*\\n75");
    assertThat(blocks.get(2).toString()).contains("/api/agents/" + agent + "|");
  }

  private List<UUID> submit(UUID agent, int count) {
    List<UUID> submitted = new ArrayList<>();
    for (var n = 0; n < count; n++) {
      submitted.add(tasks.submit(agent));
    }
    return submitted;
  }

  private void cancel(UUID agent, List<UUID> open, int count) {
    for (var n = 0; n < count; n++) {
      assertThat(tasks.cancel(agent, open.removeLast()).status()).isEqualTo(200);
    }
  }

  private void use40Tokens(UUID agent) {
    var answer = tasks.trySubmit(agent, Map.of("estimated_tokens", 40));
    assertThat(answer.status()).as("%s", answer).isEqualTo(202);
    var task = UUID.fromString(answer.text("task_id"));
    assertThat(tasks.complete(task, tasks.start(task)).status()).isEqualTo(200);
  }

  /** A new file's path. */
  private String upload(UUID agent, int bytes) {
    var port = URI.create(tasks.api.url()).getPort();
    var answer =
        new FileClient(port).upload(agent, "figures.txt", "x".repeat(bytes).getBytes(UTF_8));
    assertThat(answer.status()).as("%s", answer).isEqualTo(201);
    return "/api/agents/" + agent + "/files/" + answer.body().path("file_id").asString();
  }

  private void limit(UUID agent, long tokens) {
    var changed =
        tasks.api.asAdmin(
            "PUT", "/api/agents/" + agent + "/quota", Map.of("monthly_token_limit", tokens));
    assertThat(changed.status()).as("%s", changed).isEqualTo(200);
  }

  /** Events are looked at in their order: when another agent's last one was, all before were. */
  private void passLooks() {
    var task = tasks.deadTask(tasks.agent());
    await().atMost(TaskClient.SOON).until(() -> tasks.alerts(task) == 1);
  }

  private static long raised(UUID agent, String kind) {
    return Superuser.count(
        "SELECT count(*) FROM alerts WHERE agent_id = ? AND kind = ?", agent, kind);
  }

  private static long above(UUID agent) {
    return Superuser.count("SELECT count(*) FROM alert_levels WHERE agent_id = ?", agent);
  }
}
