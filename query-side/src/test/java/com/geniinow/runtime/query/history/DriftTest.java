package com.geniinow.runtime.query.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.query.history.Drift.Values;
import com.geniinow.runtime.testing.Property;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Values that differ, cut so that the difference is seen. */
class DriftTest {
  @Test
  void short_values_are_shown_whole() {
    assertThat(Values.of("a", "b")).isEqualTo(new Values("a", "b"));
    assertThat(Values.of(null, "b")).isEqualTo(new Values(null, "b"));
    assertThat(Values.of("a", null)).isEqualTo(new Values("a", null));
    assertThat(Values.of("x".repeat(200), "")).isEqualTo(new Values("x".repeat(200), ""));
  }

  @Test
  void long_values_are_cut_around_the_first_letter_that_differs() {
    var same = "s".repeat(1_000);
    var values = Values.of(same + "A" + same, same + "B" + same);

    assertThat(values.live()).startsWith("…sss").contains("A").endsWith("…").hasSize(202);
    assertThat(values.replayed()).isEqualTo(values.live().replace("A", "B"));
    assertThat(values.live().indexOf("A")).isEqualTo(1 + 50);
  }

  @Test
  void a_value_that_another_one_goes_on_from_shows_where_it_ends() {
    var same = "s".repeat(1_000);
    var values = Values.of(same, same + "more");

    assertThat(values.live()).isEqualTo("…" + "s".repeat(50));
    assertThat(values.replayed()).isEqualTo("…" + "s".repeat(50) + "more");
  }

  @Test
  void a_long_value_beside_none_is_shown_from_its_beginning() {
    assertThat(Values.of("a".repeat(201), null).live()).isEqualTo("a".repeat(200) + "…");
  }

  @Test
  void values_that_differ_are_shown_differing_and_never_long() {
    Property.holds(
        500,
        random -> {
          var one = "x".repeat(random.nextInt(600));
          var two =
              one.substring(0, random.nextInt(one.length() + 1))
                  + "y".repeat(1 + random.nextInt(300));
          var values = Values.of(one, two);

          assertThat(values.live()).isNotEqualTo(values.replayed());
          assertThat(values.live().length()).isLessThanOrEqualTo(202);
          assertThat(values.replayed().length()).isLessThanOrEqualTo(202);
        });
  }

  @Test
  void where_a_replay_ends_is_the_event_that_the_message_names() {
    var named = new UUID(7, 7);
    var rows = List.of(row(1, "{}"), row(2, "{\"task\":\"" + named + "\"}"), row(3, "{}"));

    var cause = new IllegalStateException("no row of agent_tasks with key " + named);
    assertThat(UnreplayableException.among(rows, cause).row().globalIndex()).isEqualTo(2);
    assertThat(UnreplayableException.among(rows, cause)).hasMessage(cause.getMessage());
    var other = new IllegalStateException("no row with key " + new UUID(8, 8));
    assertThat(UnreplayableException.among(rows, other).row().globalIndex()).isEqualTo(1);
    var silent = UnreplayableException.among(rows, new IllegalStateException());
    assertThat(silent.row().globalIndex()).isEqualTo(1);
    assertThat(silent).hasMessage("IllegalStateException");
  }

  private static EventRow row(long index, String payload) {
    var id = new UUID(0, index).toString();
    return new EventRow(
        index, new UUID(1, 1), id, id, "Agent", 0, "Some$Event", null, payload, null, "");
  }
}
