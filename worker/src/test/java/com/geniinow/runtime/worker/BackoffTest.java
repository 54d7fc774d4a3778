package com.geniinow.runtime.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {
  @Test
  void doubles_from_a_tenth_of_a_second_up_to_five_seconds() {
    var longest = new Backoff(() -> 1.0);

    assertThat(longest.delay(0)).isEqualTo(Duration.ofMillis(100));
    assertThat(longest.delay(1)).isEqualTo(Duration.ofMillis(200));
    assertThat(longest.delay(3)).isEqualTo(Duration.ofMillis(800));
    assertThat(longest.delay(6)).isEqualTo(Duration.ofSeconds(5));
    assertThat(longest.delay(Integer.MAX_VALUE)).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void spreads_over_the_upper_half() {
    assertThat(new Backoff(() -> 0.0).delay(0)).isEqualTo(Duration.ofMillis(50));
    assertThat(new Backoff(() -> 0.5).delay(0)).isEqualTo(Duration.ofMillis(75));
  }
}
