package com.geniinow.runtime.command.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.geniinow.runtime.events.Usd;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class UsageTest {
  @Test
  void input_and_output_count_together() {
    assertThat(new Usage("gpt-4o", 30, 12, Usd.ZERO).tokens().total()).isEqualTo(42);
  }

  @Test
  void nobody_uses_less_than_nothing() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Usage(null, -1, 0, Usd.ZERO));
    assertThatIllegalArgumentException().isThrownBy(() -> new Usage(null, 0, -1, Usd.ZERO));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Usage(null, 0, 0, BigDecimal.ONE.negate()));
  }

  @Test
  void a_sum_beyond_all_numbers_is_an_error_and_never_negative() {
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(() -> new Usage(null, Long.MAX_VALUE, 1, Usd.ZERO).tokens().total());
  }
}
