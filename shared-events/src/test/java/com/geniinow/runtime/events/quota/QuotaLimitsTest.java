package com.geniinow.runtime.events.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class QuotaLimitsTest {
  private static final BigDecimal FIFTY = BigDecimal.valueOf(50);

  @Test
  void an_agent_gets_a_million_tokens_fifty_dollars_and_five_gibibytes() {
    assertThat(QuotaLimits.DEFAULT)
        .isEqualTo(new QuotaLimits(1_000_000, FIFTY, 5L * 1024 * 1024 * 1024));
  }

  @Test
  void equal_amounts_of_money_make_equal_limits() {
    assertThat(new QuotaLimits(1, new BigDecimal("50.00"), 1))
        .isEqualTo(new QuotaLimits(1, new BigDecimal("5E+1"), 1));
  }

  @Test
  void nothing_at_all_is_a_limit_but_less_than_nothing_is_not() {
    assertThat(new QuotaLimits(0, BigDecimal.ZERO, 0).monthlyTokens()).isZero();
    assertThatIllegalArgumentException().isThrownBy(() -> new QuotaLimits(-1, FIFTY, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new QuotaLimits(0, FIFTY.negate(), 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new QuotaLimits(0, FIFTY, -1));
  }
}
