package com.geniinow.runtime.queue;

import static com.geniinow.runtime.queue.QueueFixture.LEASE;
import static com.geniinow.runtime.queue.QueueFixture.attempt;
import static com.geniinow.runtime.queue.QueueFixture.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.servers.LocalServers;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.core.RedisCallback;

class TaskQueueTest {
  private final QueueFixture fixture = new QueueFixture(LocalServers.shared().redisUrl());
  private final TaskQueue queue = fixture.queue;
  private final UUID agent = UUID.randomUUID();

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void jobs_of_one_agent_are_claimed_in_the_order_they_were_added() {
    var added = List.of(add(), add(), add());

    assertThat(queue.claim("w1", 3, LEASE)).extracting(ClaimedJob::taskId).isEqualTo(added);
    assertThat(queue.claim("w1", 3, LEASE)).isEmpty();
  }

  @Test
  void an_earlier_turn_comes_first_and_the_same_turn_as_it_was_added() {
    var noon = Instant.parse("2026-03-15T12:00:00Z");
    var third = added(noon.plusSeconds(9));
    var fourth = added(noon.plusSeconds(9));
    var first = added(noon);
    var last = added(noon.plusSeconds(10));
    var second = added(noon.plusSeconds(1));

    assertThat(queue.claim("w1", 5, LEASE))
        .extracting(ClaimedJob::taskId)
        .containsExactly(first, second, third, fourth, last);
  }

  @Test
  void a_job_that_another_tool_queued_has_its_turn_when_it_was_queued() {
    var other = add();
    fixture.redis.opsForHash().delete(fixture.key(agent, other.toString()), "turn");
    var before = added(Instant.now().minusSeconds(60));
    var after = added(Instant.now().plusSeconds(60));

    assertThat(queue.claim("w1", 5, LEASE))
        .extracting(ClaimedJob::taskId)
        .containsExactly(before, other, after);
  }

  @Test
  void a_turn_before_a_hundred_others_is_taken_among_the_newest_hundred() {
    var noon = Instant.parse("2026-03-15T12:00:00Z");
    for (var n = 0; n < 100; n++) {
      added(noon.plusSeconds(n));
    }
    var early = added(noon.minusSeconds(1));
    assertThat(queue.claim("w1", 1, LEASE)).extracting(ClaimedJob::taskId).containsExactly(early);

    for (var n = 0; n < 3; n++) {
      added(noon.plusSeconds(200 + n));
    }
    var beyond = added(noon.minusSeconds(1));
    var order = queue.claim("w1", 103, LEASE).stream().map(ClaimedJob::taskId).toList();
    assertThat(order).hasSize(103).element(3).isEqualTo(beyond);
  }

  private UUID added(Instant turn) {
    var task = new QueuedTask(agent, UUID.randomUUID(), 1, "simulate", turn);
    assertThat(queue.add(task)).isTrue();
    return task.taskId();
  }

  @Test
  void jobs_of_many_agents_are_claimed_in_one_round_trip() {
    assertThat(queue.claim("w1", 1, LEASE)).isEmpty(); // the script is known to Redis from now on
    for (var n = 0; n < 50; n++) {
      fixture.added(UUID.randomUUID());
    }
    long before = scriptsRun();

    assertThat(queue.claim("w1", 50, LEASE)).hasSize(50);

    assertThat(scriptsRun() - before).isEqualTo(1);
  }

  @Test
  void a_claimed_job_tells_agent_task_and_attempt() {
    var task = new QueuedTask(agent, UUID.randomUUID(), 3, "simulate");
    queue.add(task);

    var job = fixture.claimed();

    assertThat(job.agentId()).isEqualTo(agent);
    assertThat(job.taskId()).isEqualTo(task.taskId());
    assertThat(job.attempt()).isEqualTo(3);
    assertThat(job.token()).startsWith("w1:");
  }

  @Test
  void a_job_holds_ids_and_no_payload() {
    var task = fixture.added(agent);

    Object data =
        fixture.redis.opsForHash().get(fixture.key(agent, task.taskId().toString()), "data");

    assertThat(data.toString())
        .contains("\"agent_id\":\"" + agent + "\"", "\"task_id\":\"" + task.taskId() + "\"")
        .contains("\"attempt\":1", "\"type\":\"simulate\"");
  }

  @Test
  void the_same_attempt_is_queued_once_while_it_waits_runs_or_has_just_finished() {
    var task = task(agent);

    assertThat(queue.add(task)).isTrue();
    assertThat(queue.add(task)).isFalse();
    var job = fixture.claimed();
    assertThat(queue.add(task)).isFalse();
    assertThat(queue.finish(job, Ending.COMPLETED)).isTrue();
    assertThat(queue.add(task)).isFalse();

    assertThat(queue.depth(agent)).isEqualTo(new QueueDepth(0, 0));
  }

  @Test
  void a_later_attempt_is_queued_though_the_former_one_finished() {
    var task = fixture.added(agent);
    queue.finish(fixture.claimed(), Ending.FAILED);

    assertThat(queue.add(attempt(task, 2))).isTrue();
    assertThat(queue.add(attempt(task, 2))).isFalse();
    assertThat(queue.add(attempt(task, 1))).isFalse();

    assertThat(fixture.claimed().attempt()).isEqualTo(2);
    assertThat(queue.claim("w1", 1, LEASE)).isEmpty();
  }

  @Test
  void a_later_attempt_takes_the_place_of_one_that_still_waits() {
    var task = fixture.added(agent);

    assertThat(queue.add(attempt(task, 2))).isTrue();

    assertThat(queue.claim("w1", 5, LEASE)).extracting(ClaimedJob::attempt).containsExactly(2);
  }

  @Test
  void a_later_attempt_is_queued_though_a_lost_worker_still_holds_the_former_one() {
    var task = fixture.added(agent);
    var lost = fixture.claimed();

    assertThat(queue.add(attempt(task, 2))).isTrue();

    assertThat(queue.finish(lost, Ending.COMPLETED)).isFalse();
    assertThat(queue.drop(lost)).isFalse();
    assertThat(queue.release(lost)).isFalse();
    assertThat(queue.renew(lost, LEASE)).isFalse();
    var second = fixture.claimed();
    assertThat(second.attempt()).isEqualTo(2);
    assertThat(queue.finish(lost, Ending.COMPLETED)).isFalse();
    assertThat(queue.finish(second, Ending.COMPLETED)).isTrue();
  }

  @Test
  void an_attempt_asked_for_again_long_after_it_finished_is_queued_again() {
    var task = fixture.added(agent);
    queue.finish(fixture.claimed(), Ending.COMPLETED);
    fixture
        .redis
        .opsForHash()
        .put(fixture.key(agent, task.taskId().toString()), "finishedOn", "1000");

    assertThat(queue.add(task)).isTrue();

    assertThat(fixture.claimed().taskId()).isEqualTo(task.taskId());
  }

  @Test
  void a_job_lost_from_its_list_can_be_added_again() {
    var task = fixture.added(agent);
    fixture.redis.delete(fixture.key(agent, "wait"));

    assertThat(queue.add(task)).isTrue();
    assertThat(queue.add(task)).isFalse();

    assertThat(queue.claim("w1", 5, LEASE)).hasSize(1);
  }

  @Test
  void an_id_without_its_hash_is_not_run_twice_once_it_is_added_again() {
    var task = fixture.added(agent);
    fixture.redis.delete(fixture.key(agent, task.taskId().toString()));

    assertThat(queue.add(task)).isTrue();

    assertThat(queue.claim("w1", 5, LEASE)).hasSize(1);
  }

  @Test
  void a_released_job_is_the_agents_next_one() {
    UUID first = add();
    add();
    var job = fixture.claimed();

    assertThat(queue.release(job)).isTrue();
    assertThat(queue.release(job)).isFalse();

    assertThat(fixture.claimed().taskId()).isEqualTo(first);
  }

  @Test
  void a_dropped_job_is_forgotten_and_can_be_queued_again() {
    var task = fixture.added(agent);

    assertThat(queue.drop(fixture.claimed())).isTrue();

    assertThat(queue.snapshot(agent)).isEmpty();
    assertThat(queue.add(task)).isTrue();
  }

  @Test
  void a_removed_job_is_gone_whether_it_waits_or_runs() {
    UUID running = add();
    UUID waiting = add();
    var job = fixture.claimed();

    assertThat(queue.remove(agent, running)).isTrue();
    assertThat(queue.remove(agent, waiting)).isTrue();
    assertThat(queue.remove(agent, waiting)).isFalse();

    assertThat(queue.renew(job, LEASE)).isFalse();
    assertThat(queue.finish(job, Ending.COMPLETED)).isFalse();
    assertThat(queue.claim("w1", 5, LEASE)).isEmpty();
    assertThat(queue.depth(agent)).isEqualTo(new QueueDepth(0, 0));
  }

  @Test
  void snapshot_and_depth_show_what_waits_and_what_runs() {
    var added = List.of(add(), add(), add());
    var job = fixture.claimed();

    assertThat(queue.snapshot(agent)).containsExactlyInAnyOrderElementsOf(added);
    assertThat(queue.depth(agent)).isEqualTo(new QueueDepth(2, 1));

    queue.finish(job, Ending.COMPLETED);
    assertThat(queue.snapshot(agent)).containsExactlyInAnyOrderElementsOf(added.subList(1, 3));
  }

  @Test
  void finished_jobs_are_kept_up_to_the_bound() {
    try (var small =
        new QueueFixture(
            LocalServers.shared().redisUrl(), fixture.prefix, 2, java.time.Duration.ofSeconds(2))) {
      for (var i = 0; i < 5; i++) {
        add();
        small.queue.finish(small.claimed(), Ending.COMPLETED);
      }
    }

    assertThat(fixture.redis.opsForZSet().zCard(fixture.key(agent, "completed"))).isEqualTo(2);
  }

  @Test
  void another_tools_job_that_is_no_task_is_taken_out_of_the_way() {
    var id = "not-a-task";
    fixture.redis.opsForHash().put(fixture.key(agent, id), "name", "x");
    fixture.redis.opsForList().leftPush(fixture.key(agent, "wait"), id);
    queue.reconcile(List.of(agent));

    assertThat(queue.claim("w1", 5, LEASE)).isEmpty();

    assertThat(queue.depth(agent).total()).isZero();
  }

  @Test
  void bad_arguments_are_refused() {
    assertThatThrownBy(() -> new QueuedTask(agent, agent, 0, "x"))
        .hasMessageContaining("at least 1");
    assertThatThrownBy(() -> new QueuedTask(agent, agent, 1, " ")).hasMessageContaining("blank");
    assertThatThrownBy(() -> queue.add(task(agent), 0)).hasMessageContaining("at least 1");
    assertThatThrownBy(() -> queue.claim("w1", 0, LEASE)).hasMessageContaining("at least 1");
  }

  private long scriptsRun() {
    var stats =
        fixture.redis.execute(
            (RedisCallback<Properties>) redis -> redis.serverCommands().info("commandstats"));
    assertThat(stats).isNotNull();
    return Stream.of(stats.getProperty("cmdstat_evalsha").split(",", -1))
        .filter(part -> part.startsWith("calls="))
        .mapToLong(part -> Long.parseLong(part.substring("calls=".length())))
        .sum();
  }

  private UUID add() {
    return fixture.added(agent).taskId();
  }
}
