package com.geniinow.runtime.command.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.geniinow.runtime.command.refusal.RefusedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AgentPermitsTest {
  private static final UUID ADA = new UUID(0, 1);
  private static final UUID BOB = new UUID(0, 2);

  private final AgentPermits permits = new AgentPermits(Duration.ofSeconds(60));

  @Test
  void one_agent_s_work_never_overlaps_and_nothing_stays_behind() throws Exception {
    var agents = 5;
    var threads = 16;
    var rounds = 500;
    var inside = IntStream.range(0, agents).mapToObj(n -> new AtomicInteger()).toList();
    var done = new int[agents];
    var overlaps = new AtomicInteger();
    Callable<Void> work =
        () -> {
          for (var round = 0; round < rounds; round++) {
            int agent = round % agents;
            permits.holding(
                new UUID(7, agent),
                () -> {
                  if (inside.get(agent).incrementAndGet() != 1) {
                    overlaps.incrementAndGet();
                  }
                  done[agent]++;
                  inside.get(agent).decrementAndGet();
                  return 0;
                });
          }
          return null;
        };

    try (var executor = Executors.newFixedThreadPool(threads)) {
      for (var future : executor.invokeAll(Collections.nCopies(threads, work))) {
        future.get();
      }
    }

    assertThat(overlaps).hasValue(0);
    assertThat(done).containsOnly(threads * rounds / agents);
    assertThat(permits.size()).isZero();
  }

  @Test
  void agents_do_not_wait_for_each_other() {
    var result = permits.holding(ADA, () -> permits.holding(BOB, () -> permits.size()));

    assertThat(result).isEqualTo(2);
    assertThat(permits.size()).isZero();
  }

  @Test
  void turns_come_in_the_order_of_arrival() throws Exception {
    var turns = Collections.synchronizedList(new ArrayList<Integer>());
    try (var executor = Executors.newCachedThreadPool();
        var held = new Held(permits, ADA)) {
      List<Future<?>> waiting = new ArrayList<>();
      for (var n = 0; n < 10; n++) {
        int turn = n;
        var thread = new CountDownLatch(1);
        var runner = new Thread[1];
        waiting.add(
            executor.submit(
                () -> {
                  runner[0] = Thread.currentThread();
                  thread.countDown();
                  permits.holding(ADA, () -> turns.add(turn));
                }));
        thread.await();
        await().until(() -> runner[0].getState() == Thread.State.TIMED_WAITING);
      }
      held.close();
      for (var each : waiting) {
        each.get();
      }
    }

    assertThat(turns).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
  }

  @Test
  void work_that_fails_gives_its_turn_back() {
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                permits.holding(
                    ADA,
                    () -> {
                      throw new IllegalStateException("broken");
                    }));

    assertThat(permits.size()).isZero();
    var answer = permits.holding(ADA, () -> 42);
    assertThat(answer).isEqualTo(42);
  }

  @Test
  void who_waits_too_long_is_told_that_nothing_was_done() {
    var impatient = new AgentPermits(Duration.ofMillis(1));
    try (var held = new Held(impatient, ADA)) {
      var refused = refused(() -> impatient.holding(ADA, () -> held));

      assertThat(refused.refusal().isPassing()).isTrue();
      assertThat(impatient.size()).isEqualTo(1);
    }

    await().until(() -> impatient.size() == 0);
  }

  @Test
  void who_is_interrupted_leaves_without_a_trace() {
    try (var held = new Held(permits, ADA)) {
      Thread.currentThread().interrupt();
      var refused = refused(() -> permits.holding(ADA, () -> held));

      assertThat(Thread.interrupted()).isTrue();
      assertThat(refused.refusal().isPassing()).isTrue();
      assertThat(permits.size()).isEqualTo(1);
    }

    await().until(() -> permits.size() == 0);
  }

  private static RefusedException refused(Runnable work) {
    return catchThrowableOfType(RefusedException.class, work::run);
  }

  /** An agent's permit in the hands of another thread until closed. */
  private static final class Held implements AutoCloseable {
    private final CountDownLatch release = new CountDownLatch(1);

    Held(AgentPermits permits, UUID agent) {
      var entered = new CountDownLatch(1);
      Thread.ofPlatform()
          .start(
              () ->
                  permits.holding(
                      agent,
                      () -> {
                        entered.countDown();
                        return waitFor(release);
                      }));
      waitFor(entered);
    }

    @Override
    public void close() {
      release.countDown();
    }

    private static int waitFor(CountDownLatch latch) {
      try {
        latch.await();
        return 0;
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
