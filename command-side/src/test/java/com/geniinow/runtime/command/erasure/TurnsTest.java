package com.geniinow.runtime.command.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Whose turn it is where there is more to do than there is time for. */
class TurnsTest {
  private static final int LIMIT = 4;

  private final Turns<UUID> turns = new Turns<>(agent -> agent, LIMIT);
  private final TreeSet<UUID> due = new TreeSet<>();
  private final List<UUID> looked = new ArrayList<>();

  private static UUID agent(int n) {
    return new UUID(0, n);
  }

  /** As a query finds them: the first ones of the others. */
  private List<UUID> find(Set<UUID> others) {
    return due.stream().filter(agent -> !others.contains(agent)).limit(LIMIT).toList();
  }

  /** A turn with time for so many, none of which is ever done. */
  private List<UUID> turn(int time) {
    looked.clear();
    turns.take(
        this::find,
        () -> looked.size() == time,
        agent -> {
          looked.add(agent);
          return false;
        });
    return List.copyOf(looked);
  }

  private void due(int agents) {
    for (var n = 1; n <= agents; n++) {
      due.add(agent(n));
    }
  }

  @Test
  void where_time_is_spent_the_next_turn_begins_with_who_had_none() {
    due(3);

    assertThat(turn(2)).containsExactly(agent(1), agent(2));
    assertThat(turn(2)).containsExactly(agent(3));
    assertThat(turn(2)).as("all had one").containsExactly(agent(1), agent(2));
  }

  @Test
  void who_is_found_behind_the_first_ones_has_a_turn_too() {
    due(10);

    var had = new HashSet<UUID>();
    for (var n = 0; n < 3; n++) {
      had.addAll(turn(LIMIT + 1));
    }
    assertThat(had).isEqualTo(due);
  }

  @Test
  void where_all_are_looked_at_in_time_each_turn_is_the_same() {
    due(3);

    assertThat(turn(5)).hasSize(3);
    assertThat(turn(5)).hasSize(3);
  }

  @Test
  void one_that_is_due_again_comes_though_it_had_its_turn_where_nobody_else_is() {
    due(2);
    turn(1);
    due.remove(agent(2));

    assertThat(turn(1)).containsExactly(agent(1));
  }

  @Test
  void a_turn_whose_time_is_spent_begins_nothing_and_counts_nobody() {
    due(2);

    assertThat(turn(0)).isEmpty();
    assertThat(turn(1)).containsExactly(agent(1));
  }

  @Test
  void it_says_of_how_many_something_was_done() {
    due(3);

    assertThat(turns.take(this::find, () -> false, agent -> !agent.equals(agent(2)))).isEqualTo(2);
  }
}
