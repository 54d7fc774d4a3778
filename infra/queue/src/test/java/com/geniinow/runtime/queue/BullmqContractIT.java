package com.geniinow.runtime.queue;

import static com.geniinow.runtime.queue.QueueFixture.LEASE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.servers.LocalServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What BullMQ itself, from npm, makes of queues kept by our scripts, and they of its doings. */
@ParameterizedClass
@ValueSource(strings = {"bullmq5", "bullmq6"})
class BullmqContractIT {
  @Parameter String library;

  private final QueueFixture fixture = new QueueFixture(LocalServers.shared().redisUrl());
  private final TaskQueue queue = fixture.queue;
  private final UUID agent = UUID.randomUUID();
  private BullmqProbe node;

  @BeforeAll
  static void install() throws Exception {
    BullmqProbe.install();
  }

  @BeforeEach
  void connect() {
    node = new BullmqProbe(library, LocalServers.shared().redisUrl(), fixture.prefix, agent);
  }

  @AfterEach
  void close() {
    if (node != null) {
      node.close();
    }
    fixture.close();
  }

  @Test
  void reads_what_waits_in_order_and_the_limit() {
    var first = QueueFixture.task(agent);
    queue.add(first, 2);
    var second = id(fixture.added(agent));

    assertThat(node.ask("counts").get("waiting").intValue()).isEqualTo(2);
    assertThat(node.ask("limit").intValue()).isEqualTo(2);
    assertThat(strings(node.ask("waiting"))).containsExactly(id(first), second);
    var job = node.ask("job", id(first));
    assertThat(job.get("name").stringValue()).isEqualTo("simulate");
    assertThat(job.get("state").stringValue()).isEqualTo("waiting");
    assertThat(job.get("data").get("task_id").stringValue()).isEqualTo(id(first));
  }

  @Test
  void reads_a_job_through_its_states_and_hears_of_them() {
    var done = id(fixture.added(agent));
    var job = fixture.claimed();

    var active = node.ask("job", done);
    assertThat(active.get("state").stringValue()).isEqualTo("active");
    assertThat(active.get("attemptsStarted").intValue()).isEqualTo(1);
    assertThat(active.get("processedBy").stringValue()).isEqualTo("w1");
    assertThat(node.ask("remove", done).booleanValue()).as("removing a locked job").isFalse();

    queue.finish(job, Ending.COMPLETED);
    var completed = node.ask("job", done);
    assertThat(completed.get("state").stringValue()).isEqualTo("completed");
    assertThat(completed.get("attemptsMade").intValue()).isEqualTo(1);
    assertThat(completed.get("finished").booleanValue()).isTrue();

    var broken = id(fixture.added(agent));
    queue.finish(fixture.claimed(), Ending.FAILED);
    var failed = node.ask("job", broken);
    assertThat(failed.get("state").stringValue()).isEqualTo("failed");
    assertThat(failed.get("failedReason").stringValue()).contains("see the task's record");

    await()
        .untilAsserted(
            () ->
                assertThat(node.ask("events").toString())
                    .contains("[\"waiting\",\"" + done, "[\"active\",\"" + done)
                    .contains("[\"completed\",\"" + done, "[\"failed\",\"" + broken));
  }

  @Test
  void a_later_attempt_shows_the_attempts_before_it() {
    var task = fixture.added(agent);
    queue.finish(fixture.claimed(), Ending.FAILED);
    queue.add(QueueFixture.attempt(task, 2));

    var job = node.ask("job", id(task));

    assertThat(job.get("state").stringValue()).isEqualTo("waiting");
    assertThat(job.get("attemptsMade").intValue()).isEqualTo(1);
    assertThat(job.get("failedReason").isNull()).isTrue();
    assertThat(node.ask("counts").get("failed").intValue()).isZero();
  }

  @Test
  void a_job_retried_by_hand_is_found_by_reconcile() {
    var task = fixture.added(agent);
    queue.finish(fixture.claimed(), Ending.FAILED);

    node.ask("retry", id(task));
    assertThat(queue.claim("w1", 1, LEASE)).isEmpty();
    queue.reconcile(List.of(agent));

    assertThat(fixture.claimed().taskId()).isEqualTo(task.taskId());
  }

  @Test
  void a_job_added_by_node_is_found_by_reconcile() {
    var added = UUID.randomUUID().toString();

    node.ask("add", added);
    assertThat(queue.claim("w1", 1, LEASE)).isEmpty();
    queue.reconcile(List.of(agent));

    var job = fixture.claimed();
    assertThat(job.taskId()).hasToString(added);
    assertThat(job.attempt()).isZero();
  }

  @Test
  void nothing_is_claimed_while_node_has_the_queue_paused_and_nothing_is_lost() {
    var before = id(fixture.added(agent));
    node.ask("pause");
    var during = id(fixture.added(agent));

    assertThat(queue.claim("w1", 5, LEASE)).isEmpty();
    assertThat(queue.depth(agent)).isEqualTo(new QueueDepth(2, 0));
    assertThat(queue.snapshot(agent)).hasSize(2);

    node.ask("resume");
    queue.reconcile(List.of(agent));
    assertThat(queue.claim("w1", 5, LEASE))
        .extracting(job -> job.taskId().toString())
        .containsExactly(before, during);
  }

  @Test
  void a_drained_queue_has_nothing_to_claim_and_takes_the_same_task_again() {
    var task = fixture.added(agent);

    node.ask("drain");

    assertThat(queue.claim("w1", 5, LEASE)).isEmpty();
    assertThat(queue.add(task)).isTrue();
  }

  @Test
  void obliterating_a_queue_under_a_running_job_leaves_no_debris() {
    fixture.added(agent);
    fixture.added(agent);
    var held = queue.claim("w1", 1, Duration.ofMillis(20)).getFirst();

    node.ask("obliterate");

    assertThat(queue.finish(held, Ending.COMPLETED)).isFalse();
    assertThat(queue.claim("w1", 5, LEASE)).isEmpty();
    await().until(() -> queue.reap(10).isEmpty() && fixture.leases() == 0);
    assertThat(fixture.redis.keys(fixture.key(agent, "*"))).isEmpty();
  }

  @Test
  void a_node_worker_and_our_claims_share_a_queue_without_running_a_job_twice() {
    for (var i = 0; i < 100; i++) {
      queue.add(QueueFixture.task(agent), 5);
    }
    var head = queue.claim("w1", 4, LEASE);
    List<String> ours = new ArrayList<>();
    node.ask("work");
    await().until(() -> node.ask("worked").size() > 0);
    for (ClaimedJob job : head) {
      queue.finish(job, Ending.COMPLETED);
      ours.add(id(job));
    }

    await()
        .until(
            () -> {
              queue.reconcile(List.of(agent));
              for (ClaimedJob job : queue.claim("w1", 4, LEASE)) {
                queue.finish(job, Ending.COMPLETED);
                ours.add(id(job));
              }
              return queue.depth(agent).total() == 0;
            });

    await().until(() -> node.ask("worked").size() + ours.size() == 100);
    assertThat(strings(node.ask("worked"))).doesNotContainAnyElementsOf(ours);
    node.ask("rest");
  }

  @Test
  void an_idle_node_worker_is_woken_by_our_add() {
    node.ask("work");
    var task = fixture.added(agent);

    await().until(() -> strings(node.ask("worked")).contains(id(task)));
    assertThat(queue.claim("w1", 1, LEASE)).isEmpty();
    node.ask("rest");
  }

  @Test
  void a_job_we_renew_is_not_stolen_by_a_node_worker_and_one_we_lost_is_taken_over() {
    var task = fixture.added(agent);
    var job = queue.claim("w1", 1, Duration.ofSeconds(5)).getFirst();
    node.ask("work"); // looks for stalled jobs every 300 ms

    // By Node's own timer, which no test can move: three looks for stalled jobs.
    await()
        .during(Duration.ofSeconds(1))
        .until(() -> queue.renew(job, Duration.ofSeconds(5)) && node.ask("worked").size() == 0);
    assertThat(queue.renew(job, Duration.ofMillis(300))).as("for the last time").isTrue();

    await().until(() -> strings(node.ask("worked")).contains(id(task)));
    assertThat(queue.finish(job, Ending.COMPLETED)).isFalse();
    node.ask("rest");
  }

  @Test
  void a_dead_node_workers_job_comes_to_us() {
    var task = fixture.added(agent);

    assertThat(node.ask("takeAndDie").stringValue()).isEqualTo(id(task));

    await()
        .until(
            () -> {
              queue.reconcile(List.of(agent));
              return !queue.reap(10).isEmpty();
            });
    assertThat(fixture.claimed().taskId()).isEqualTo(task.taskId());
  }

  private static String id(QueuedTask task) {
    return task.taskId().toString();
  }

  private static String id(ClaimedJob job) {
    return job.taskId().toString();
  }

  private static List<String> strings(JsonNode list) {
    return list.valueStream().map(JsonNode::stringValue).toList();
  }
}
