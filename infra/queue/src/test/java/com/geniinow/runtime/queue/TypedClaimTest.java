package com.geniinow.runtime.queue;

import static com.geniinow.runtime.queue.QueueFixture.LEASE;
import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.servers.LocalServers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TypedClaimTest {
  private final QueueFixture fixture = new QueueFixture(LocalServers.shared().redisUrl());
  private final TaskQueue queue = fixture.queue;
  private final UUID agent = UUID.randomUUID();
  private final UUID other = UUID.randomUUID();

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void order_holds_among_the_types_asked_for_and_others_are_passed_over() {
    var a1 = add(agent, "a");
    var b1 = add(agent, "b");
    var c1 = add(agent, "c");
    var a2 = add(agent, "a");
    var b2 = add(agent, "b");

    assertThat(claim(10, "b", "c")).containsExactly(b1, c1, b2);
    assertThat(claim(10)).containsExactly(a1, a2);
  }

  @Test
  void what_is_passed_over_keeps_its_agents_turn() {
    var first = add(agent, "a");
    var second = add(other, "b");
    var third = add(UUID.randomUUID(), "a");

    assertThat(claim(1, "b")).containsExactly(second);
    assertThat(claim(1, "nothing")).isEmpty();
    assertThat(claim(1)).containsExactly(first);
    assertThat(claim(1)).containsExactly(third);
  }

  @Test
  void agents_take_turns_among_those_with_such_work() {
    for (var n = 0; n < 5; n++) {
      add(UUID.randomUUID(), "a");
    }
    add(agent, "a");
    var x1 = add(agent, "x");
    var x2 = add(agent, "x");
    var y1 = add(other, "x");
    var y2 = add(other, "x");

    assertThat(claim(4, "x")).containsExactly(x1, y1, x2, y2);
  }

  @Test
  void many_agents_without_such_work_hide_nobody() {
    for (var n = 0; n < 500; n++) {
      add(UUID.randomUUID(), "a");
    }
    var last = add(agent, "b");

    assertThat(claim(1, "b")).containsExactly(last);
  }

  @Test
  void a_type_is_found_though_its_agent_was_in_the_ring_before_it_came() {
    add(agent, "a");
    assertThat(claim(1, "b")).isEmpty();
    var late = add(agent, "b");

    assertThat(claim(1, "b")).containsExactly(late);
  }

  @Test
  void an_agents_limit_holds_for_types_too() {
    queue.add(new QueuedTask(agent, UUID.randomUUID(), 1, "a"), 1);
    queue.add(new QueuedTask(agent, UUID.randomUUID(), 1, "b"), 1);
    var running = queue.claim("w", 5, LEASE, wanted(null, "a"), null).jobs();
    assertThat(running).hasSize(1);
    assertThat(claim(5, "b")).isEmpty();

    queue.finish(running.getFirst(), Ending.COMPLETED);

    assertThat(claim(5, "b")).hasSize(1);
  }

  @Test
  void a_queue_of_ones_own_is_claimed_alone_and_its_turn_for_others_stays() {
    var mine = add(agent, "a");
    var mine2 = add(agent, "b");
    var mine3 = add(agent, "a");
    var others = add(other, "a");

    assertThat(ids(queue.claim("me", 1, LEASE, wanted(agent), null))).containsExactly(mine);
    assertThat(ids(queue.claim("me", 5, LEASE, wanted(agent, "a"), null))).containsExactly(mine3);
    assertThat(claim(5)).containsExactly(mine2, others);
    assertThat(queue.claim("me", 5, LEASE, wanted(agent), null).jobs()).isEmpty();
  }

  @Test
  void jobs_that_another_tool_put_back_are_found_by_type_after_a_reconcile() {
    var job = add(agent, "a");
    fixture.redis.delete(fixture.prefix + "-fair:types:" + agent);
    fixture.redis.delete(fixture.prefix + "-fair:ring:a");
    fixture.redis.delete(fixture.prefix + "-fair:ring");
    assertThat(claim(1, "a")).isEmpty();

    queue.reconcile(List.of(agent));

    assertThat(claim(1, "a")).containsExactly(job);
  }

  @Test
  void the_same_key_gets_the_same_jobs() {
    add(agent, "a");
    add(agent, "a");
    add(other, "a");

    var first = queue.claim("w", 2, LEASE, WantedWork.ALL, "k");
    var again = queue.claim("w", 2, LEASE, WantedWork.ALL, "k");

    assertThat(first.isRepeated()).isFalse();
    assertThat(again.isRepeated()).isTrue();
    assertThat(again.jobs()).isEqualTo(first.jobs()).hasSize(2);
    assertThat(queue.claimed("k").jobs()).isEqualTo(first.jobs());
    assertThat(queue.claimed("another").jobs()).isEmpty();
    assertThat(claim(5)).hasSize(1);
  }

  @Test
  void a_key_is_forgotten_by_its_own_claim_alone() {
    add(agent, "a");
    var first = queue.claim("w", 1, LEASE, WantedWork.ALL, "k");
    queue.forget("k", first);
    add(agent, "a");
    var second = queue.claim("w", 1, LEASE, WantedWork.ALL, "k");

    queue.forget("k", first);

    assertThat(second.isRepeated()).isFalse();
    assertThat(queue.claimed("k").jobs()).isEqualTo(second.jobs());
  }

  @Test
  void an_ended_attempt_frees_its_slot_whoever_claimed_it() {
    var task = QueueFixture.task(agent);
    queue.add(task, 1);
    queue.add(QueueFixture.task(agent), 1);
    assertThat(claim(5)).hasSize(1);

    assertThat(queue.settle(List.of(ended(task, 1)))).isEqualTo(1);
    assertThat(queue.settle(List.of(ended(task, 1)))).isZero();

    assertThat(claim(5)).hasSize(1);
    assertThat(queue.add(task)).as("the finished attempt again").isFalse();
  }

  @Test
  void an_attempt_of_before_ends_no_later_one() {
    var task = fixture.added(agent);
    queue.add(QueueFixture.attempt(task, 2));
    assertThat(claim(5)).hasSize(1);

    assertThat(queue.settle(List.of(ended(task, 1)))).isZero();
    assertThat(queue.extend(List.of(new HeldJob(agent, task.taskId(), 1)), LEASE)).isZero();
    assertThat(queue.extend(List.of(new HeldJob(agent, task.taskId(), 2)), LEASE)).isEqualTo(1);

    assertThat(queue.depth(agent)).isEqualTo(new QueueDepth(0, 1));
  }

  @Test
  void what_was_handed_back_is_the_agents_next() {
    var task = fixture.added(agent);
    var second = add(agent, "simulate");
    claim(1);

    assertThat(queue.handBack(QueueFixture.attempt(task, 2), null)).isTrue();

    assertThat(claim(5)).containsExactly(task.taskId(), second);
  }

  @Test
  void many_at_once_by_types_and_without_get_each_job_exactly_once() throws Exception {
    Set<UUID> all = new HashSet<>();
    for (var n = 0; n < 40; n++) {
      var id = UUID.randomUUID();
      for (var j = 0; j < 10; j++) {
        all.add(add(id, List.of("a", "b", "c").get(j % 3)));
      }
    }
    List<Callable<List<UUID>>> claimers = new ArrayList<>();
    for (var n = 0; n < 8; n++) {
      var types = List.of(new String[] {"a"}, new String[] {"b", "c"}, new String[0]).get(n % 3);
      claimers.add(() -> claimAll(types));
    }
    List<UUID> claimed = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(8)) {
      for (var part : threads.invokeAll(claimers)) {
        claimed.addAll(part.get());
      }
    }

    assertThat(claimed).doesNotHaveDuplicates();
    assertThat(new HashSet<>(claimed)).isEqualTo(all);
  }

  private List<UUID> claimAll(String... types) {
    List<UUID> claimed = new ArrayList<>();
    for (var more = claim(3, types); !more.isEmpty(); more = claim(3, types)) {
      claimed.addAll(more);
    }
    return claimed;
  }

  private UUID add(UUID agentId, String type) {
    var task = new QueuedTask(agentId, UUID.randomUUID(), 1, type);
    queue.add(task);
    return task.taskId();
  }

  private List<UUID> claim(int max, String... types) {
    return ids(queue.claim("w", max, LEASE, wanted(null, types), null));
  }

  private static List<UUID> ids(Claim claim) {
    return claim.jobs().stream().map(ClaimedJob::taskId).toList();
  }

  private static WantedWork wanted(@Nullable UUID agentId, String... types) {
    return new WantedWork(agentId, Set.of(types));
  }

  private static EndedAttempt ended(QueuedTask task, int attempt) {
    return new EndedAttempt(task.agentId(), task.taskId(), attempt, Ending.COMPLETED);
  }
}
