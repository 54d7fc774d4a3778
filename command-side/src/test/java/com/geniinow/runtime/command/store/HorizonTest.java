package com.geniinow.runtime.command.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class HorizonTest {
  private final Seen seen = new Seen();
  private final Horizon horizon = new Horizon();

  @Test
  void it_begins_behind_all_that_is_there_once_whoever_writes_has_ended() {
    seen.numbers(1, 2, 5);
    seen.writing("a");
    assertThat(horizon.step(seen)).isFalse();
    assertThat(horizon.isKnown()).isFalse();

    seen.numbers(3, 6);
    seen.writing("b");
    look();
    assertThat(horizon.settled()).as("3 was there by then, 4 never will be").isEqualTo(6);
  }

  @Test
  void what_comes_one_behind_the_other_needs_no_question_who_writes() {
    look();
    seen.asked = 0;
    seen.writing("a", "b");
    seen.numbers(1, 2, 3);
    look();
    assertThat(horizon.settled()).isEqualTo(3);
    assertThat(seen.asked).isZero();
    assertThat(horizon.isWaiting()).isFalse();
  }

  @Test
  void a_missing_number_is_waited_for_while_one_writes_who_wrote_when_it_was_missing() {
    look();
    seen.writing("slow");
    seen.numbers(1, 3, 4);
    look();
    assertThat(horizon.settled()).isEqualTo(1);
    assertThat(horizon.isWaiting()).isTrue();

    seen.writing("slow", "later");
    seen.numbers(6);
    look();
    assertThat(horizon.settled()).isEqualTo(1);

    seen.numbers(2);
    seen.writing("later");
    look();
    assertThat(horizon.settled()).as("5 may be the later one's").isEqualTo(4);
    seen.writing();
    look();
    assertThat(horizon.settled()).isEqualTo(6);
    assertThat(horizon.isWaiting()).isFalse();
  }

  @Test
  void a_number_that_was_used_up_is_passed_at_once_where_nobody_writes() {
    look();
    seen.numbers(2, 3, 100_000);
    look();
    assertThat(horizon.settled()).isEqualTo(100_000);
  }

  @Test
  void nobody_has_ended_while_one_is_prepared_for_a_commit_in_two_phases() {
    look();
    seen.numbers(2);
    seen.prepared = true;
    look();
    assertThat(horizon.settled()).isZero();
    seen.prepared = false;
    seen.writing("whoever writes now");
    look();
    assertThat(horizon.settled()).as("it may have another id now").isZero();
    seen.writing();
    look();
    assertThat(horizon.settled()).isEqualTo(2);
  }

  @Test
  void more_than_one_step_is_gone_over_in_several() {
    look();
    seen.numbers(LongStream.rangeClosed(2, 3L * Horizon.STEP).filter(n -> n % 50 != 0).toArray());
    int steps = 0;
    while (horizon.step(seen)) {
      steps++;
    }
    assertThat(horizon.settled()).isEqualTo(3L * Horizon.STEP - 1);
    assertThat(steps).isBetween(2, 40);
  }

  private void look() {
    while (horizon.step(seen)) {
      // until there is no more
    }
  }

  private static final class Seen implements Horizon.Numbers {
    private final TreeSet<Long> numbers = new TreeSet<>();
    private Set<String> open = Set.of();
    private boolean prepared;
    private int asked;

    void numbers(long... more) {
      LongStream.of(more).forEach(numbers::add);
    }

    void writing(String... who) {
      open = Set.of(who);
    }

    @Override
    public long last() {
      return numbers.isEmpty() ? 0 : numbers.last();
    }

    @Override
    public List<Long> after(long number) {
      return numbers.tailSet(number, false).stream().limit(Horizon.STEP).toList();
    }

    @Override
    public Writers writers() {
      asked++;
      return new Writers(open, prepared);
    }
  }
}
