package com.geniinow.runtime.command.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.command.testing.TaskClient;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@RuntimeTest
class LeaseTest {
  private static final Duration LEASE = Duration.ofSeconds(30);

  @Autowired TaskClient tasks;

  @Test
  void a_silent_worker_loses_its_task_and_its_late_result_changes_nothing() {
    var agent = tasks.agent();
    var task = tasks.submit(agent);
    var lost = tasks.start(task);
    tasks.loseLease(task);
    assertThat(tasks.usages(task)).containsExactly("1:100:estimated");
    assertThat(tasks.used(agent)).isEqualTo(100);
    assertThat(tasks.complete(task, lost).text("reason")).isEqualTo("stale_attempt");

    tasks.awaitStatus(task, "queued");
    var second = tasks.start(task);
    assertThat(second).isEqualTo(2);
    assertThat(tasks.complete(task, lost).status()).isEqualTo(409);
    assertThat(tasks.complete(task, second).status()).isEqualTo(200);
    assertThat(tasks.used(agent)).isEqualTo(140);
    assertThat(tasks.reserved(agent)).isZero();
  }

  @Test
  void what_nobody_reported_is_charged_as_it_was_held_and_names_that_price() {
    var submitted = tasks.trySubmit(tasks.agent(), Map.of("model", "gpt-4o"));
    var task = UUID.fromString(submitted.text("task_id"));
    tasks.start(task);
    tasks.loseLease(task);

    var row =
        Superuser.jdbc()
            .queryForMap(
                "SELECT cost_usd, price_version FROM agent_quota_usage WHERE task_id = ?", task);
    assertThat((BigDecimal) row.get("cost_usd")).isEqualByComparingTo("0.001");
    assertThat(row.get("price_version")).isEqualTo(1);
  }

  @Test
  void a_heartbeat_keeps_a_task_longer_than_its_lease() {
    var task = tasks.submit(tasks.agent());
    var attempt = tasks.start(task);
    var granted = leaseEnd(task);
    var started = tasks.times(task, "TaskStarted", "at").getFirst();
    assertThat(granted.minus(LEASE)).isBetween(started.minusSeconds(5), started.plusSeconds(5));

    assertThat(tasks.heartbeat(task, attempt).status()).isEqualTo(200);

    assertThat(leaseEnd(task)).isAfter(granted);
    tasks.run("lease-sweep");
    assertThat(tasks.complete(task, attempt).status()).isEqualTo(200);
    assertThat(tasks.usages(task)).containsExactly("1:40");
  }

  private Instant leaseEnd(UUID task) {
    return Superuser.jdbc()
        .queryForObject(
            "SELECT expires_at FROM task_leases WHERE task_id = ?", OffsetDateTime.class, task)
        .toInstant();
  }

  @Test
  void a_worker_that_did_not_hear_the_answer_may_ask_again_and_no_other_may() {
    var task = tasks.submit(tasks.agent());
    assertThat(tasks.tryStart(task, "mine").body().path("attempt").asInt()).isEqualTo(1);
    var again = tasks.tryStart(task, "mine");
    assertThat(again.status()).isEqualTo(201);
    assertThat(again.body().path("attempt").asInt()).isEqualTo(1);
    assertThat(again.body().path("reserved").path("tokens").asInt()).isEqualTo(100);
    assertThat(tasks.tryStart(task, "another's").status()).isEqualTo(409);
    assertThat(tasks.tryStart(task).status()).isEqualTo(409);
    assertThat(tasks.events(task)).containsOnlyOnce("TaskStarted");

    tasks.complete(task, 1);
    assertThat(tasks.tryStart(task, "mine").status()).isEqualTo(409);
  }

  @Test
  void repeated_loss_ends_in_the_dead_letters() {
    var agent = tasks.agent();
    var task = tasks.submitHasty(agent);
    for (var n = 1; n <= 4; n++) {
      tasks.awaitStatus(task, "queued");
      assertThat(tasks.start(task)).isEqualTo(n);
      tasks.loseLease(task);
    }
    tasks.awaitStatus(task, "dead_lettered");
    assertThat(tasks.view(task).text("error")).contains("lease ran out");
    assertThat(tasks.used(agent)).isEqualTo(400);
    assertThat(tasks.reserved(agent)).isZero();
  }
}
