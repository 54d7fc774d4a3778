package com.geniinow.runtime.command.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** When events are looked for; time is moved by the test. */
class ReadingPaceTest {
  private record Planned(Runnable what, long at) {}

  private final List<Planned> planned = new ArrayList<>();
  private final List<Long> looks = new ArrayList<>();
  private long now = TimeUnit.HOURS.toNanos(1);
  private int found;
  private final ReadingPace pace =
      new ReadingPace(
          this::look,
          Duration.ofMillis(500),
          () -> now,
          (what, wait) -> planned.add(new Planned(what, now + wait)));

  private void look() {
    looks.add(millis());
    pace.wasRead(found);
  }

  private long millis() {
    return TimeUnit.NANOSECONDS.toMillis(now) - TimeUnit.HOURS.toMillis(1);
  }

  /** Lets time go by, and what was planned come. */
  private void pass(long millis) {
    long end = now + TimeUnit.MILLISECONDS.toNanos(millis);
    while (true) {
      var next =
          planned.stream().filter(p -> p.at() <= end).min(Comparator.comparingLong(Planned::at));
      if (next.isEmpty()) {
        now = end;
        return;
      }
      planned.remove(next.get());
      now = Math.max(now, next.get().at());
      next.get().what().run();
    }
  }

  @Test
  void what_is_expected_after_silence_is_looked_for_at_once() {
    pass(5_000);
    assertThat(looks).isEmpty();

    pace.expect();
    pass(0);

    assertThat(looks).containsExactly(5_000L);
  }

  @Test
  void a_burst_is_looked_for_every_50_ms_and_once_more_after_its_last_event() {
    found = 1;
    for (var n = 0; n < 100; n++) {
      pace.expect();
      pass(1);
    }
    assertThat(looks).containsExactly(0L, 50L, 100L);

    pass(50);
    assertThat(looks).containsExactly(0L, 50L, 100L, 150L);
  }

  @Test
  void where_events_come_in_masses_looks_get_rarer_until_they_are_half_a_second_apart() {
    for (var n = 0; n < 2_000; n++) { // a thousand events a second
      pace.expect();
      found = looks.isEmpty() ? 1 : (int) (millis() - looks.getLast());
      pass(1);
    }
    assertThat(looks).containsExactly(0L, 50L, 246L, 746L, 1_246L, 1_746L);
  }

  @Test
  void after_the_masses_it_looks_every_50_ms_again() {
    found = 1_000;
    pace.expect();
    pass(0);
    found = 1;
    pass(1_000);

    assertThat(looks).startsWith(0L, 500L, 550L, 600L);
  }

  @Test
  void after_masses_and_then_nothing_looks_end_as_they_do_after_few() {
    found = 1_000;
    pace.expect();
    pass(0);
    found = 0;
    pass(60_000);

    assertThat(looks).containsExactly(0L, 500L, 600L, 800L, 1_200L, 2_000L);
  }

  @Test
  void looks_that_find_nothing_come_ever_more_rarely_and_end() {
    pace.expect();
    pass(60_000);

    assertThat(looks).containsExactly(0L, 100L, 300L, 700L, 1_500L);
  }

  @Test
  void something_expected_meanwhile_is_not_made_to_wait() {
    pace.expect();
    pass(500); // the next look would come at 700 ms
    pace.expect();
    pass(10);

    assertThat(looks).containsExactly(0L, 100L, 300L, 500L);
  }

  @Test
  void what_somebody_else_found_is_followed() {
    pass(1_000);
    pace.wasRead(1);
    pass(60);

    assertThat(looks).containsExactly(1_050L);
  }
}
