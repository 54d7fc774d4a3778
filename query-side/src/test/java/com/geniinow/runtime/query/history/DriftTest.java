package com.geniinow.runtime.query.history;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DriftTest {
  @Test
  void of_long_values_the_place_is_shown_where_they_differ() {
    var same = "x".repeat(10_000);

    var values = Drift.Values.of(same + "live" + same, same + "replayed" + same);

    assertThat(values.live()).hasSizeLessThan(300).contains("xlivex");
    assertThat(values.replayed()).hasSizeLessThan(300).contains("xreplayedx");
  }

  @Test
  void of_two_where_one_is_shorter_the_end_is_shown() {
    var same = "x".repeat(10_000);

    var values = Drift.Values.of(same, same + "more");

    assertThat(values.live()).endsWith("xx");
    assertThat(values.replayed()).endsWith("xmore");
  }

  @Test
  void short_values_and_none_are_shown_whole() {
    assertThat(Drift.Values.of("1", "2")).isEqualTo(new Drift.Values("1", "2"));
    assertThat(Drift.Values.of(null, "2")).isEqualTo(new Drift.Values(null, "2"));
  }
}
