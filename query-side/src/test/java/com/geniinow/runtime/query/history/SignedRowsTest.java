package com.geniinow.runtime.query.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.platform.work.DerivedState.Differing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Rows that are verified a page after the other. */
class SignedRowsTest {
  private static final int ROWS = 25;
  private static final int PAGE = 10;

  private final List<UUID> begins = new ArrayList<>();
  private int alive;

  private List<UUID> after(UUID last) {
    begins.add(last);
    return LongStream.rangeClosed(1, ROWS)
        .mapToObj(n -> new UUID(0, n))
        .filter(key -> key.compareTo(last) > 0)
        .limit(PAGE)
        .toList();
  }

  private static Differing differing(UUID key) {
    return new Differing(key, key, "one thing", "another");
  }

  @Test
  void each_is_looked_at_once_and_whoever_waits_is_told_of_each_page() {
    var found =
        SignedRows.<UUID>verify(
            this::after, key -> key, key -> Optional.empty(), List::of, () -> alive++);

    assertThat(found.rows()).isEqualTo(ROWS);
    assertThat(found.differingRows()).isZero();
    assertThat(found.differing()).isEmpty();
    assertThat(begins)
        .containsExactly(new UUID(0, 0), new UUID(0, 10), new UUID(0, 20), new UUID(0, 25));
    assertThat(alive).isEqualTo(4);
  }

  @Test
  void all_that_is_wrong_is_counted_and_the_first_twenty_are_shown() {
    var none = new UUID(1, 0);

    var all =
        SignedRows.<UUID>verify(
            this::after,
            key -> key,
            key -> Optional.of(differing(key)),
            () -> List.of(differing(none)),
            () -> alive++);
    assertThat(all.differingRows()).isEqualTo(ROWS + 1);
    assertThat(all.differing()).hasSize(20).doesNotContain(differing(none));

    var one =
        SignedRows.<UUID>verify(
            this::after,
            key -> key,
            key -> Optional.empty(),
            () -> List.of(differing(none)),
            () -> alive++);
    assertThat(one.differingRows()).isEqualTo(1);
    assertThat(one.differing()).containsExactly(differing(none));
  }
}
