package com.geniinow.runtime.command.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.Thread.State;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Several readers of one process doubt the same numbers at the same time. */
class DoubtsTest {
  private static final Writers NOBODY = new Writers(Set.of(), false);
  private static final Writers SOMEBODY = new Writers(Set.of("3/7"), false);

  private final Doubts doubts = new Doubts();

  @Test
  void what_nobody_can_have_drawn_and_a_look_does_not_find_is_settled() {
    assertThat(doubts.narrow(Set.of(5L), () -> SOMEBODY)).isEmpty();
    var free = doubts.narrow(Set.of(5L), () -> NOBODY);
    assertThat(free).containsExactly(5L);

    doubts.looked(Set.of(5L), free, Set.of());

    assertThat(doubts.isSettled(5)).isTrue();
  }

  @Test
  void what_was_found_is_never_settled_though_another_reader_doubts_it_anew() {
    var free = doubts.narrow(Set.of(5L), () -> NOBODY);
    var others = doubts.narrow(Set.of(5L), () -> NOBODY);

    doubts.looked(Set.of(5L), free, Set.of(5L));
    doubts.narrow(Set.of(5L), () -> NOBODY);
    doubts.looked(Set.of(5L), others, Set.of(5L));

    assertThat(doubts.isSettled(5)).isFalse();
  }

  @Test
  void an_answer_from_before_a_doubt_began_acquits_nobody() throws Exception {
    var asked = new CountDownLatch(1);
    var answer = new CountDownLatch(1);
    var early =
        CompletableFuture.supplyAsync(
            () ->
                doubts.narrow(
                    Set.of(1L),
                    () -> {
                      asked.countDown();
                      await(answer);
                      return NOBODY;
                    }));
    await(asked);
    // A writer has begun since, and has drawn 2; whoever doubts that waits its turn.
    var late = Thread.ofPlatform().start(() -> doubts.narrow(Set.of(2L), () -> SOMEBODY));
    Awaitility.await()
        .until(() -> late.getState() == State.BLOCKED || late.getState() == State.TERMINATED);
    answer.countDown();

    assertThat(early.get(30, TimeUnit.SECONDS)).containsExactly(1L);
    late.join();
    assertThat(doubts.narrow(Set.of(2L), () -> SOMEBODY)).doesNotContain(2L);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
