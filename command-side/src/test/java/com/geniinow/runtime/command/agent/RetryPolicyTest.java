package com.geniinow.runtime.command.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.HashSet;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryPolicyTest {
  private static final UUID TASK = UUID.fromString("7a5c0000-0000-4000-8000-000000000001");
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

  @Test
  void who_asks_for_more_time_gets_it_and_no_less_than_the_usual() {
    var policy = new RetryPolicy(3, SECOND);
    var asked = Duration.ofSeconds(30);
    assertThat(policy.delay(0, asked, TASK)).isBetween(asked, asked.plusSeconds(3));
    assertThat(policy.delay(2, Duration.ofSeconds(2), TASK)).isEqualTo(Duration.ofSeconds(16));
    assertThat(policy.delay(1, null, TASK)).isEqualTo(Duration.ofSeconds(4));
  }

  @Test
  void those_who_were_asked_to_wait_do_not_all_come_at_once() {
    var policy = new RetryPolicy(3, SECOND);
    var delays = new HashSet<Duration>();
    IntStream.range(0, 100)
        .forEach(n -> delays.add(policy.delay(0, Duration.ofSeconds(30), new UUID(n * 7L, n))));
    assertThat(delays).hasSizeGreaterThan(50);
  }
}
