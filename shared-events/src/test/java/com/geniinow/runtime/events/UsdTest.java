package com.geniinow.runtime.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsdTest {
  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource({
    "0, 0",
    "0.00, 0",
    "0E+5, 0",
    "50, 50",
    "1E+3, 1000",
    "100.50, 100.5",
    "0.10, 0.1",
    "0.0000000001, 0.0000000001",
    "99999999999.9999999999, 99999999999.9999999999",
  })
  void equal_amounts_have_one_form_without_trailing_zeros(String amount, String normal) {
    assertThat(Usd.of(amount)).isEqualTo(new BigDecimal(normal));
    assertThat(Usd.of(amount).toPlainString()).isEqualTo(normal);
    assertThat(Usd.of(Usd.of(amount))).isEqualTo(Usd.of(amount));
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource({
    "0.00000000001, 0.0000000001",
    "0.00000000019, 0.0000000002",
    "1.99999999991, 2",
    "0.12345678900, 0.123456789",
  })
  void what_is_finer_than_kept_is_charged_up(String amount, String normal) {
    assertThat(Usd.of(amount).toPlainString()).isEqualTo(normal);
  }
}
