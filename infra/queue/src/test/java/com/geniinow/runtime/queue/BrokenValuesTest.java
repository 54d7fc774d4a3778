package com.geniinow.runtime.queue;

import static com.geniinow.runtime.queue.QueueFixture.LEASE;
import static com.geniinow.runtime.queue.QueueFixture.attempt;
import static com.geniinow.runtime.queue.QueueFixture.task;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.servers.LocalServers;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody else left where the queues are kept stops no agent's tasks. */
class BrokenValuesTest {
  private final QueueFixture fixture = new QueueFixture(LocalServers.shared().redisUrl());
  private final TaskQueue queue = fixture.queue;
  private final UUID agent = UUID.randomUUID();
  private final UUID other = UUID.randomUUID();

  @AfterEach
  void close() {
    fixture.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "meta",
        "wait",
        "active",
        "paused",
        "delayed",
        "prioritized",
        "completed",
        "failed",
        "id",
        "marker",
        "stalled",
        "events"
      })
  void a_key_of_another_kind_stops_neither_its_agent_nor_others(String name) {
    fixture.added(agent);
    broken(fixture.key(agent, name));
    var second = fixture.added(agent);
    var others = fixture.added(other);

    queue.reconcile(List.of(agent, other));
    assertThat(queue.snapshot(agent)).contains(second.taskId());
    var claimed = queue.claim("w1", 10, LEASE);

    assertThat(claimed).extracting(ClaimedJob::taskId).contains(second.taskId(), others.taskId());
    assertThat(claimed).allMatch(job -> queue.finish(job, Ending.COMPLETED));
    assertThat(queue.depth(agent).total()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ring", "seq", "leases", "wake", "ring:simulate"})
  void a_key_that_all_share_is_put_right(String name) {
    broken(fixture.prefix + "-fair:" + name);
    var first = fixture.added(agent);
    broken(fixture.prefix + "-fair:" + name);
    queue.reconcile(List.of(agent));

    assertThat(queue.claim("w1", 1, LEASE))
        .extracting(ClaimedJob::taskId)
        .containsExactly(first.taskId());
    assertThat(queue.reap(10)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"lots", "0", "-1", "nan", "{}", ""})
  void a_limit_that_is_none_is_one_until_it_is_put_right(String limit) {
    queue.add(task(agent), 2);
    queue.add(task(agent), 2);
    fixture.redis.opsForHash().put(fixture.key(agent, "meta"), "concurrency", limit);

    assertThat(queue.claim("w1", 10, LEASE)).hasSize(1);
    queue.add(task(agent), 2);
    assertThat(queue.claim("w1", 10, LEASE)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"ats,x", "atm,99999999999999999999", "attempt,''"})
  void a_job_s_field_that_is_no_number_holds_up_nobody(String field, String value) {
    var task = fixture.added(agent);
    fixture.redis.opsForHash().put(fixture.key(agent, task.taskId().toString()), field, value);
    var others = fixture.added(other);

    var claimed = queue.claim("w1", 10, LEASE);

    assertThat(claimed)
        .extracting(ClaimedJob::taskId)
        .containsExactly(task.taskId(), others.taskId());
    assertThat(claimed).allMatch(job -> queue.finish(job, Ending.COMPLETED));
  }

  @Test
  void a_count_that_no_int_holds_keeps_no_lease_from_running_out() {
    var task = fixture.added(agent);
    fixture.claimed();
    fixture
        .redis
        .opsForHash()
        .put(fixture.key(agent, task.taskId().toString()), "stc", "99999999999");
    fixture.redis.delete(fixture.key(agent, task.taskId() + ":lock"));
    fixture.redis.opsForZSet().add(fixture.prefix + "-fair:leases", agent + ":" + task.taskId(), 1);

    assertThat(queue.reap(1))
        .extracting(ReapedJob::jobId)
        .containsExactly(task.taskId().toString());
  }

  @Test
  void a_job_that_is_no_hash_is_put_in_anew() {
    var task = fixture.added(agent);
    broken(fixture.key(agent, task.taskId().toString()));
    var others = fixture.added(other);

    assertThat(queue.claim("w1", 10, LEASE))
        .extracting(ClaimedJob::taskId)
        .containsExactly(others.taskId());
    assertThat(queue.add(task)).isTrue();
    assertThat(fixture.claimed().taskId()).isEqualTo(task.taskId());
  }

  @Test
  void a_lost_job_that_names_a_later_attempt_is_put_in_anew() {
    var task = fixture.added(agent);
    var key = fixture.key(agent, task.taskId().toString());
    fixture.redis.opsForHash().put(key, "attempt", "99");
    fixture.redis.delete(fixture.key(agent, "wait"));

    assertThat(queue.add(attempt(task, 2))).isTrue();
  }

  @Test
  void a_lease_of_nobody_keeps_no_other_from_running_out() {
    fixture.redis.opsForZSet().add(fixture.prefix + "-fair:leases", "nonsense", 1);
    var task = fixture.added(agent);
    fixture.claimed();
    fixture.redis.delete(fixture.key(agent, task.taskId() + ":lock"));
    queue.reconcile(List.of(agent));
    fixture.redis.opsForZSet().add(fixture.prefix + "-fair:leases", agent + ":" + task.taskId(), 2);

    assertThat(queue.reap(1)).isEmpty();
    assertThat(queue.reap(1))
        .extracting(ReapedJob::jobId)
        .containsExactly(task.taskId().toString());
  }

  /** A list where no list belongs, a text where one does. */
  private void broken(String key) {
    fixture.redis.delete(key);
    var list = key.endsWith(":wait") || key.endsWith(":active") || key.endsWith(":paused");
    if (list) {
      fixture.redis.opsForValue().set(key, "foreign");
    } else {
      fixture.redis.opsForList().rightPush(key, "foreign");
    }
  }
}
