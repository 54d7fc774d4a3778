package com.geniinow.runtime.command.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Sabotage;
import com.geniinow.runtime.command.testing.FakeSlack;
import com.geniinow.runtime.command.testing.TaskClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@RuntimeTest
class RedriveTest {
  @Autowired TaskClient tasks;

  @Test
  void a_redriven_task_has_all_its_retries_again_and_counts_its_attempts_on() {
    var agent = tasks.agent();
    var task = tasks.submitHasty(agent);
    tasks.exhaust(task);

    var redriven = tasks.redrive(task);
    assertThat(redriven.status()).as("%s", redriven).isEqualTo(202);
    assertThat(redriven.text("status")).isEqualTo("queued");
    assertThat(tasks.reserved(agent)).isEqualTo(100);

    tasks.exhaust(task);
    assertThat(tasks.view(task, "attempts").asInt()).isEqualTo(8);
    assertThat(tasks.alerts(task)).isGreaterThanOrEqualTo(1);
    await().atMost(TaskClient.SOON).until(() -> tasks.sentAlerts(task) == 2);
    assertThat(FakeSlack.callsAbout(task)).isEqualTo(2);
    assertThat(tasks.reserved(agent)).isZero();
  }

  @Test
  void a_redriven_task_can_be_completed() {
    var agent = tasks.agent();
    var task = tasks.deadTask(agent);
    tasks.redrive(task);
    assertThat(tasks.start(task)).isEqualTo(2);
    assertThat(tasks.complete(task, 2).status()).isEqualTo(200);
    assertThat(tasks.status(task)).isEqualTo("completed");
    assertThat(tasks.used(agent)).isEqualTo(41);
  }

  @Test
  void only_a_dead_lettered_task_can_be_redriven() {
    var agent = tasks.agent();
    var task = tasks.submit(agent);
    assertThat(tasks.redrive(task).text("reason")).isEqualTo("conflict");
    tasks.complete(task, tasks.start(task));
    assertThat(tasks.redrive(task).status()).isEqualTo(409);
    assertThat(tasks.redrive(UUID.randomUUID()).status()).isEqualTo(404);
    assertThat(tasks.api.asAgent(agent, "POST", "/api/tasks/" + task + "/redrive", null).status())
        .isEqualTo(403);
  }

  @Test
  void depth_and_quota_hold_for_redriving_too() {
    var agent = tasks.agent(150);
    var task = tasks.deadTask(agent);
    var holder = tasks.submit(agent);
    var refused = tasks.redrive(task);
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.text("reason")).isEqualTo("quota_exceeded");
    assertThat(tasks.status(task)).isEqualTo("dead_lettered");
    tasks.cancel(agent, holder);

    for (var n = 0; n < 100; n++) {
      assertThat(tasks.trySubmit(agent, Map.of("estimated_tokens", 0)).status()).isEqualTo(202);
    }
    var full = tasks.redrive(task);
    assertThat(full.status()).isEqualTo(429);
    assertThat(full.text("reason")).isEqualTo("queue_full");
    assertThat(full.headers()).containsKey("retry-after");
  }

  @Test
  void many_are_counted_and_listed_first_and_then_redriven_with_progress() {
    var agent = tasks.agent();
    List<UUID> dead = new ArrayList<>();
    for (var n = 0; n < 5; n++) {
      dead.add(tasks.deadTask(agent));
    }
    var bystander = tasks.deadTask(tasks.agent());

    var plan = bulk("?limit=3", agent, null, true);
    assertThat(plan.status()).as("%s", plan).isEqualTo(200);
    assertThat(plan.body().path("matched").asInt()).isEqualTo(5);
    assertThat(ids(plan)).containsExactlyElementsOf(dead.subList(0, 3));
    var rest = bulk("?limit=3&cursor=" + plan.text("next_cursor"), agent, null, true);
    assertThat(ids(rest)).containsExactlyElementsOf(dead.subList(3, 5));
    assertThat(rest.body().path("next_cursor").isNull()).isTrue();
    assertThat(tasks.status(dead.getFirst())).isEqualTo("dead_lettered");

    var redrive = bulk("", agent, null, false);
    assertThat(redrive.status()).as("%s", redrive).isEqualTo(202);
    var id = redrive.text("redrive_id");
    await().atMost(TaskClient.SOON).until(() -> !progress(id).body().path("finished_at").isNull());
    assertThat(progress(id).body().path("redriven").asInt()).isEqualTo(5);
    assertThat(dead).allSatisfy(task -> assertThat(tasks.status(task)).isEqualTo("queued"));
    assertThat(tasks.status(bystander)).isEqualTo("dead_lettered");
    var took = Duration.between(redrivenAt(dead.getFirst()), redrivenAt(dead.getLast()));
    assertThat(took.toMillis())
        .as("5 at %d a second, in runs of half a second", RuntimeTest.REDRIVES_PER_SECOND)
        .isGreaterThanOrEqualTo(1_000);
    assertThat(tasks.events(dead.getFirst(), "TaskRedriven", "by")).containsExactly("tests");
  }

  @Test
  void a_bulk_redrive_says_what_it_left_and_why() {
    var agent = tasks.agent(150);
    var first = tasks.deadTask(agent);
    var second = tasks.deadTask(agent);
    var later = Instant.now();
    var id = bulk("", agent, null, false).text("redrive_id");
    await().atMost(TaskClient.SOON).until(() -> !progress(id).body().path("finished_at").isNull());
    var done = progress(id).body();
    assertThat(done.path("redriven").asInt()).isEqualTo(1);
    assertThat(done.path("quota_exceeded").asInt()).isEqualTo(1);
    assertThat(tasks.status(first)).isEqualTo("queued");
    assertThat(tasks.status(second)).isEqualTo("dead_lettered");

    assertThat(bulk("", agent, later.plusSeconds(3600), false).status()).isEqualTo(400);
    assertThat(bulk("", agent, Instant.EPOCH, true).body().path("matched").asInt()).isZero();
    assertThat(progress(UUID.randomUUID().toString()).status()).isEqualTo(404);
    assertThat(tasks.api.asAgent(agent, "POST", "/api/tasks/redrive", Map.of()).status())
        .isEqualTo(403);
  }

  @Test
  void an_agent_whose_tasks_can_not_be_redriven_keeps_no_other_waiting() {
    var broken = tasks.agent();
    var stuck = tasks.deadTask(broken);
    var other = tasks.agent();
    var task = tasks.deadTask(other);
    try (var sabotage = Sabotage.failing("agent_tasks", broken)) {
      var first = bulk("", broken, null, false).text("redrive_id");
      var second = bulk("", other, null, false).text("redrive_id");

      await()
          .atMost(TaskClient.SOON)
          .until(() -> !progress(second).body().path("finished_at").isNull());
      assertThat(progress(first).body().path("skipped").asInt()).isEqualTo(1);
    }
    assertThat(tasks.status(task)).isEqualTo("queued");
    assertThat(tasks.status(stuck)).isEqualTo("dead_lettered");
  }

  private Api.Answer bulk(String query, UUID agent, @Nullable Instant before, boolean dryRun) {
    var body = new HashMap<String, Object>(Map.of("agent_id", agent, "dry_run", dryRun));
    if (before != null) {
      body.put("dead_lettered_before", before.toString());
    }
    return tasks.api.asAdmin("POST", "/api/tasks/redrive" + query, body);
  }

  private Api.Answer progress(String id) {
    return tasks.api.asAdmin("GET", "/api/tasks/redrive/" + id, null);
  }

  private Instant redrivenAt(UUID task) {
    return tasks.times(task, "TaskRedriven", "at").getFirst();
  }

  private static List<UUID> ids(Api.Answer answer) {
    List<UUID> ids = new ArrayList<>();
    answer.body().path("items").forEach(id -> ids.add(UUID.fromString(id.asString())));
    return ids;
  }
}
