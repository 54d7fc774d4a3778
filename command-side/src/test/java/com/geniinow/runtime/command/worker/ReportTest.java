package com.geniinow.runtime.command.worker;

import static com.geniinow.runtime.command.testing.WorkClient.completed;
import static com.geniinow.runtime.command.testing.WorkClient.item;
import static com.geniinow.runtime.command.testing.WorkClient.usage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.testing.TaskClient;
import com.geniinow.runtime.command.testing.WorkClient;
import com.geniinow.runtime.queue.QueueDepth;
import com.geniinow.runtime.queue.TaskQueue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@RuntimeTest
class ReportTest {
  @Autowired TaskClient tasks;
  @Autowired TaskQueue queue;
  private UUID agent;
  private WorkClient own;
  private WorkClient worker;

  @BeforeEach
  void anAgent() {
    agent = tasks.agent();
    own = WorkClient.agent(tasks.api, agent);
    worker = WorkClient.worker(tasks.api);
  }

  @Test
  void each_item_stands_alone_and_is_answered_in_its_place() {
    var other = tasks.agent();
    var first = tasks.submit(agent);
    var second = tasks.submit(other);
    var third = tasks.submit(agent);
    tasks.start(first);
    tasks.start(second);
    tasks.start(third);

    assertThat(
            worker.reported(
                completed(second, 1),
                Map.of("outcome", "completed"),
                completed(first, 1),
                completed(UUID.randomUUID(), 1),
                completed(first, 2),
                item(third, 1, "failed", Map.of("error", "boom", "retryable", false)),
                item(third, 1, "exploded", Map.of()),
                7))
        .containsExactly(
            "200",
            "400 invalid_request",
            "200",
            "404 not_found",
            "409 stale_attempt",
            "200",
            "400 invalid_request",
            "400 invalid_request");
    assertThat(tasks.status(first)).isEqualTo("completed");
    assertThat(tasks.status(second)).isEqualTo("completed");
    tasks.awaitStatus(third, "dead_lettered");
    assertThat(tasks.used(agent)).isEqualTo(40);
    assertThat(tasks.reserved(agent)).isZero();
  }

  @Test
  void a_report_repeated_word_for_word_is_already_recorded_and_any_other_is_stale() {
    var task = tasks.submit(agent);
    tasks.start(task);
    assertThat(worker.reported(completed(task, 1), completed(task, 1)))
        .containsExactly("200", "409 already_recorded");

    assertThat(worker.reported(completed(task, 1))).containsExactly("409 already_recorded");
    assertThat(worker.reported(item(task, 1, "completed", Map.of("usage", usage(41)))))
        .containsExactly("409 stale_attempt");
    assertThat(tasks.used(agent)).isEqualTo(40);
  }

  @Test
  void an_agent_reports_its_own_tasks_alone() {
    var other = tasks.agent();
    var others = tasks.submit(other);
    WorkClient.agent(tasks.api, other).claim();

    assertThat(own.reported(completed(others, 1))).containsExactly("404 not_found");
    assertThat(own.beat(Map.of("task_id", others.toString(), "attempt", 1)).getFirst().toString())
        .contains("\"stop\"", "\"stale_attempt\"");
    assertThat(tasks.status(others)).isEqualTo("running");
  }

  @Test
  void an_agent_has_no_say_about_an_attempt_that_a_worker_of_the_runtime_holds() {
    var task = tasks.submit(agent);
    tasks.start(task);

    assertThat(
            own.reported(
                item(task, 1, "completed", Map.of("usage", usage(0))),
                item(task, 1, "released", Map.of()),
                item(task, 1, "failed", Map.of("error", "mine"))))
        .containsOnly("409 stale_attempt");
    assertThat(own.beat(Map.of("task_id", task.toString(), "attempt", 1)).toString())
        .contains("stop");

    assertThat(tasks.status(task)).isEqualTo("running");
    assertThat(worker.reported(completed(task, 1))).containsExactly("200");
    assertThat(tasks.used(agent)).isEqualTo(40);
  }

  @Test
  void what_an_agent_reports_counts_without_its_word_about_money() {
    var task = tasks.submit(agent);
    own.claim();
    var said = Map.of("input_tokens", 0, "output_tokens", 10, "cost_usd", 5);

    assertThat(own.reported(item(task, 1, "completed", Map.of("usage", said))))
        .containsExactly("200");

    assertThat(tasks.view(task).body().path("cost_usd").decimalValue()).isZero();
    assertThat(tasks.used(agent)).isEqualTo(10);
  }

  @Test
  void what_an_agent_reports_above_its_hold_counts_as_far_as_the_limit_leaves_room() {
    var poor = tasks.agent(150);
    var task = tasks.submit(poor);
    var work = WorkClient.agent(tasks.api, poor);
    work.claim();

    assertThat(work.reported(item(task, 1, "completed", Map.of("usage", usage(1_000)))))
        .containsExactly("200");

    assertThat(tasks.used(poor)).isEqualTo(150);
  }

  @Test
  void a_failed_attempt_is_retried_and_its_next_one_is_claimed() {
    var task = tasks.submit(agent);
    own.claim();

    assertThat(own.reported(item(task, 1, "failed", Map.of("error", "boom", "usage", usage(3)))))
        .containsExactly("200");

    var again = own.claim(Map.of("wait_ms", 30_000));
    assertThat(WorkClient.tasks(again)).containsExactly(task);
    assertThat(again.getFirst().path("attempt").asInt()).isEqualTo(2);
    assertThat(own.reported(completed(task, 2))).containsExactly("200");
    assertThat(tasks.usages(task)).containsExactly("1:3", "2:40");
  }

  @Test
  void released_hands_back_at_once_without_a_retry_and_holds_anew() {
    var task = tasks.submit(agent);
    var next = tasks.submit(agent);
    own.claim(Map.of("max", 1));

    assertThat(own.reported(item(task, 1, "released", Map.of("usage", usage(7)))))
        .containsExactly("200");

    assertThat(tasks.status(task)).isEqualTo("queued");
    assertThat(tasks.reserved(agent)).isEqualTo(200);
    assertThat(tasks.used(agent)).isEqualTo(7);
    assertThat(tasks.events(task)).doesNotContain("TaskAttemptFailed").contains("TaskReleased");
    var again = own.claim(Map.of("wait_ms", 30_000));
    assertThat(WorkClient.tasks(again)).containsExactly(task, next);
    assertThat(again.getFirst().path("attempt").asInt()).isEqualTo(2);
    assertThat(own.reported(item(task, 1, "released", Map.of("usage", usage(7)))))
        .containsExactly("409 already_recorded");
  }

  @Test
  void the_eleventh_release_in_a_row_counts_as_a_retry() {
    var task = tasks.submit(agent);
    for (var n = 1; n <= 11; n++) {
      var claimed = own.claim(Map.of("wait_ms", 30_000));
      assertThat(claimed.getFirst().path("attempt").asInt()).isEqualTo(n);
      assertThat(own.reported(item(task, n, "released", Map.of()))).containsExactly("200");
    }

    assertThat(tasks.events(task))
        .satisfies(
            events -> {
              assertThat(Collections.frequency(events, "TaskReleased")).isEqualTo(10);
              assertThat(Collections.frequency(events, "TaskAttemptFailed")).isEqualTo(1);
            });
    var again = own.claim(Map.of("wait_ms", 30_000));
    assertThat(again.getFirst().path("attempt").asInt()).isEqualTo(12);
    assertThat(own.reported(completed(task, 12))).containsExactly("200");
    assertThat(tasks.reserved(agent)).isZero();
  }

  @Test
  void a_release_that_has_no_room_for_another_attempt_gives_the_task_up() {
    var poor = tasks.agent(100);
    var task = tasks.submit(poor);
    var work = WorkClient.agent(tasks.api, poor);
    work.claim();

    assertThat(work.reported(item(task, 1, "released", Map.of("usage", usage(50)))))
        .containsExactly("200");

    tasks.awaitStatus(task, "dead_lettered");
    assertThat(tasks.view(task).text("failure_reason")).isEqualTo("quota_exceeded");
    assertThat(tasks.used(poor)).isEqualTo(50);
    assertThat(tasks.reserved(poor)).isZero();
  }

  @Test
  void a_result_that_is_too_large_or_can_not_be_kept_is_refused_alone() {
    var task = tasks.submit(agent);
    tasks.start(task);

    assertThat(
            worker.reported(
                item(task, 1, "completed", Map.of("result", "x".repeat(270_000))),
                item(task, 1, "completed", Map.of("result", "a\u0000b")),
                item(task, 1, "completed", Map.of("result", Map.of("n", 1)))))
        .containsExactly("400 payload_too_large", "400 invalid_request", "200");
  }

  @Test
  void a_hundred_items_of_8_mib_together_are_taken_and_not_one_more() {
    var item = completed(UUID.randomUUID(), 1);
    var items = new ArrayList<Object>(Collections.nCopies(100, item));
    assertThat(worker.reported(items.toArray())).hasSize(100).containsOnly("404 not_found");
    items.add(item);
    assertThat(worker.post("results", Map.of("items", items)).status()).isEqualTo(400);
    assertThat(worker.post("results", Map.of("items", List.of())).status()).isEqualTo(400);
    var large = item(UUID.randomUUID(), 1, "completed", Map.of("result", "x".repeat(200_000)));
    assertThat(worker.reported(Collections.nCopies(40, large).toArray())).hasSize(40);
    assertThat(worker.post("results", Map.of("items", Collections.nCopies(50, large))).status())
        .isEqualTo(413);
  }

  @Test
  void a_stale_report_of_a_worker_frees_the_slot_that_its_job_held() {
    var task = tasks.submit(agent);
    own.claim();
    tasks.cancel(agent, task);

    assertThat(worker.reported(completed(task, 1))).containsExactly("409 stale_attempt");

    await().atMost(TaskClient.SOON).until(() -> queue.depth(agent).equals(new QueueDepth(0, 0)));
  }

  @Test
  void a_heartbeat_keeps_the_attempt_and_shows_how_far_it_is() {
    var task = tasks.submit(agent);
    own.claim();
    var beat =
        Map.of(
            "task_id", task.toString(),
            "attempt", 1,
            "progress", Map.of("percent", 40, "message", "half way"));

    var answer = own.beat(beat).getFirst();

    assertThat(answer.path("action").asString()).isEqualTo("continue");
    assertThat(tasks.view(task).body().path("progress").path("percent").asInt()).isEqualTo(40);
    assertThat(tasks.view(task).body().path("progress").path("message").asString())
        .isEqualTo("half way");
    own.beat(Map.of("task_id", task.toString(), "attempt", 1, "progress", Map.of("percent", 60)));
    assertThat(tasks.view(task).body().path("progress").path("message").asString())
        .isEqualTo("half way");
    assertThat(own.reported(completed(task, 1))).containsExactly("200");
    assertThat(tasks.view(task).body().path("progress").isNull()).isTrue();
  }

  @Test
  void a_heartbeat_of_what_is_unknown_or_stale_says_stop() {
    var task = tasks.submit(agent);
    own.claim();
    own.report(completed(task, 1));

    var answers =
        own.beat(
            Map.of("task_id", task.toString(), "attempt", 1),
            Map.of("task_id", UUID.randomUUID().toString(), "attempt", 1));

    assertThat(answers)
        .hasSize(2)
        .allMatch(answer -> answer.path("action").asString().equals("stop"))
        .allMatch(answer -> answer.path("reason").asString().equals("stale_attempt"));
  }

  @Test
  void a_progress_that_is_none_is_refused() {
    for (var odd :
        List.of(
            Map.of("percent", 101), Map.of("percent", -1), Map.of("message", "x".repeat(501)))) {
      var beat = Map.of("task_id", UUID.randomUUID().toString(), "attempt", 1, "progress", odd);
      assertThat(own.post("heartbeats", Map.of("items", List.of(beat))).status()).isEqualTo(400);
    }
  }
}
