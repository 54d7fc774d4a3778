package com.geniinow.runtime.command.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** An erasure that fails is tried again ever less often. */
class PausesTest {
  private static final Instant NOON = Instant.parse("2026-03-15T12:00:00Z");

  private final Pauses pauses = new Pauses();
  private final UUID erasure = UUID.randomUUID();

  @Test
  void each_pause_is_twice_as_long_as_the_one_before_and_none_longer_than_5_minutes() {
    for (var seconds : List.of(1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300)) {
      pauses.failed(erasure, NOON);

      assertThat(pauses.rests(erasure, NOON.plusSeconds(seconds).minusNanos(1))).isTrue();
      assertThat(pauses.rests(erasure, NOON.plusSeconds(seconds))).isFalse();
    }
  }

  @Test
  void one_that_went_on_begins_anew_and_no_other_rests_for_it() {
    pauses.failed(erasure, NOON);
    pauses.failed(erasure, NOON);
    assertThat(pauses.rests(UUID.randomUUID(), NOON)).isFalse();

    pauses.wentOn(erasure);
    assertThat(pauses.rests(erasure, NOON)).isFalse();
    pauses.failed(erasure, NOON);
    assertThat(pauses.rests(erasure, NOON.plusSeconds(1))).isFalse();
  }

  @Test
  void what_is_over_is_forgotten() {
    pauses.failed(erasure, NOON);
    pauses.keep(List.of());

    assertThat(pauses.rests(erasure, NOON)).isFalse();
  }

  @Test
  void who_rests_is_listed_and_begins_anew_once_its_pause_is_over_for_long() {
    var own = new Pauses(Duration.ofMinutes(2), Duration.ofHours(1));
    own.failed(erasure, NOON);
    assertThat(own.resting(NOON.plus(Duration.ofMinutes(1)))).containsExactly(erasure);
    assertThat(own.resting(NOON.plus(Duration.ofMinutes(2)))).isEmpty();

    own.failed(erasure, NOON);
    assertThat(own.resting(NOON.plus(Duration.ofMinutes(3)))).as("4 now").isNotEmpty();
    assertThat(own.resting(NOON.plus(Duration.ofMinutes(65)))).isEmpty();

    own.failed(erasure, NOON);
    assertThat(own.resting(NOON.plus(Duration.ofMinutes(2)))).as("2 again").isEmpty();
  }
}
