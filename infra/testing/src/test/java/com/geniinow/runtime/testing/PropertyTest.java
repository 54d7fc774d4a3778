package com.geniinow.runtime.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PropertyTest {
  private static final Pattern SEED = Pattern.compile("-Dproperty\\.seed=(-?\\d+)");

  @Test
  void a_check_is_run_with_so_many_inputs() {
    var inputs = new ArrayList<Long>();

    Property.holds(50, random -> inputs.add(random.nextLong()));

    assertThat(inputs).hasSize(50).doesNotHaveDuplicates();
  }

  @Test
  void a_failure_names_the_seed_that_makes_its_input_again() {
    var failed = new ArrayList<Integer>();

    assertThatThrownBy(
            () ->
                Property.holds(
                    1_000,
                    random -> {
                      var drawn = random.nextInt(10);
                      if (drawn == 7) {
                        failed.add(drawn);
                        throw new AssertionError("seven");
                      }
                    }))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("seven")
        .satisfies(
            e -> {
              var seed = SEED.matcher(e.getMessage());
              assertThat(seed.find()).isTrue();
              assertThat(new Random(Long.parseLong(seed.group(1))).nextInt(10)).isEqualTo(7);
            });
    assertThat(failed).hasSize(1);
  }

  @Test
  void lists_have_every_size_within_their_bounds_and_weights_count() {
    var sizes = new ArrayList<Integer>();
    var ways = new ArrayList<String>();

    Property.holds(
        500,
        random -> {
          sizes.add(Property.list(random, 1, 3, Random::nextInt).size());
          ways.add(
              Property.oneOf(random, new int[] {0, 3, 1}, List.of(r -> "a", r -> "b", r -> "c")));
        });

    assertThat(sizes).contains(1, 2, 3).allMatch(size -> size >= 1 && size <= 3);
    assertThat(ways).contains("b", "c").doesNotContain("a");
  }
}
