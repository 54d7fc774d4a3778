package com.geniinow.runtime.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BreakerTest {
  private final AtomicLong now = new AtomicLong(-1);
  private final Breaker breaker = new Breaker(now::get);

  @Test
  void lets_everybody_through_while_all_is_well() {
    assertThat(breaker.mayTry()).isTrue();
    breaker.answered();
    assertThat(breaker.mayTry()).isTrue();
  }

  @Test
  void lets_one_try_every_quarter_of_a_second_after_a_failure() {
    breaker.failed();
    assertThat(breaker.mayTry()).isFalse();

    now.addAndGet(TimeUnit.MILLISECONDS.toNanos(250));
    assertThat(breaker.mayTry()).isTrue();
    assertThat(breaker.mayTry()).isFalse();
  }

  @Test
  void lets_everybody_through_again_after_one_answer() {
    breaker.failed();
    now.addAndGet(TimeUnit.MILLISECONDS.toNanos(250));
    assertThat(breaker.mayTry()).isTrue();

    breaker.answered();

    assertThat(breaker.mayTry()).isTrue();
    assertThat(breaker.mayTry()).isTrue();
  }
}
