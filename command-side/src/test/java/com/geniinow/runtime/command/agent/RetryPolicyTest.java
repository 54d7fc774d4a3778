package com.geniinow.runtime.command.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryPolicyTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @ParameterizedTest(name = "retry {0} waits {1} s")
  @CsvSource({"0, 1", "1, 4", "2, 16", "3, 64", "9, 262144"})
  void each_delay_is_four_times_the_one_before(int retry, long seconds) {
    assertThat(new RetryPolicy(10, SECOND).delay(retry)).isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void a_base_of_zero_retries_at_once() {
    assertThat(new RetryPolicy(3, Duration.ZERO).delay(2)).isZero();
  }

  @Test
  void what_makes_no_sense_is_refused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new RetryPolicy(-1, SECOND));
    assertThatIllegalArgumentException().isThrownBy(() -> new RetryPolicy(11, SECOND));
    assertThatIllegalArgumentException().isThrownBy(() -> new RetryPolicy(3, SECOND.negated()));
  }
}
