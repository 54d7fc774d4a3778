package com.geniinow.runtime.query.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Work that leaves most of its time to others. */
class UnhurriedTest {
  private final AtomicLong clock = new AtomicLong();
  private final List<Long> rests = new ArrayList<>();
  private final Unhurried unhurried = new Unhurried(clock::get, rests::add);

  @Test
  void it_rests_after_each_piece_for_a_multiple_of_its_time_but_not_for_ever() {
    unhurried.each(List.of(10L, 50L, Duration.ofHours(1).toNanos()), clock::addAndGet);
    assertThat(rests)
        .containsExactly(
            10L * Unhurried.REST, 50L * Unhurried.REST, Unhurried.LONGEST_REST.toNanos());
  }

  @Test
  void it_ends_before_the_next_piece_when_it_is_told_to_stop() {
    var done = new ArrayList<Integer>();
    try {
      unhurried.each(
          List.of(1, 2, 3),
          n -> {
            done.add(n);
            if (n == 2) {
              Thread.currentThread().interrupt();
            }
          });
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(done).containsExactly(1, 2);
  }
}
