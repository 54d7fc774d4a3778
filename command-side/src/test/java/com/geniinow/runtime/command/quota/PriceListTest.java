package com.geniinow.runtime.command.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.geniinow.runtime.command.quota.PriceList.Price;
import com.geniinow.runtime.events.Usd;
import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PriceListTest {
  private final PriceList prices =
      new PriceList(
          Map.of(
              "gpt-4o", price("2.50", "10.00"),
              "gpt-4o-mini", price("0.15", "0.60"),
              "gpt-4o-2024-05-13", price("5.00", "15.00"),
              "embedding", price("0.02", "0")));

  @Test
  void input_and_output_have_prices_of_their_own() {
    assertThat(prices.cost("gpt-4o", 1_000_000, 1_000_000)).contains(Usd.of("12.5"));
    assertThat(prices.cost("gpt-4o", 400, 200)).contains(Usd.of("0.003"));
  }

  @Test
  void cached_input_has_a_price_of_its_own_where_the_list_names_one() {
    var some =
        new PriceList(
            Map.of(
                "kept",
                new Price(new BigDecimal("2.50"), new BigDecimal("10.00"), new BigDecimal("1.25")),
                "plain",
                price("2.50", "10.00")));

    assertThat(some.cost("kept", 10_000, 9_000, 0)).contains(Usd.of("0.01375"));
    assertThat(some.cost("plain", 10_000, 9_000, 0)).contains(Usd.of("0.025"));
    assertThat(some.worstCase("kept", 1000)).contains(Usd.of("0.01"));
  }

  @Test
  void a_single_token_is_exact() {
    assertThat(prices.cost("gpt-4o-mini", 1, 0)).contains(Usd.of("0.00000015"));
    assertThat(new PriceList(Map.of("m", price("0.0001", "0"))).cost("m", 1, 0))
        .contains(Usd.of("0.0000000001"));
  }

  @Test
  void the_worst_case_is_the_dearer_kind_of_token() {
    assertThat(prices.worstCase("gpt-4o", 1000)).contains(Usd.of("0.01"));
    assertThat(prices.worstCase("embedding", 1000)).contains(Usd.of("0.00002"));
    assertThat(prices.worstCase("gpt-4o", 0)).contains(Usd.ZERO);
  }

  @Test
  void no_mix_of_tokens_costs_more_than_the_worst_case() {
    for (var model : prices.models().keySet()) {
      for (long input = 0; input <= 1000; input++) {
        assertThat(prices.cost(model, input, 1000 - input).orElseThrow())
            .isLessThanOrEqualTo(prices.worstCase(model, 1000).orElseThrow());
      }
    }
  }

  @Test
  void a_dated_variant_costs_what_its_family_costs_unless_it_is_listed() {
    assertThat(prices.cost("gpt-4o-2024-08-06", 400, 200)).contains(Usd.of("0.003"));
    assertThat(prices.cost("gpt-4o-mini-2024-07-18", 1, 0)).contains(Usd.of("0.00000015"));
    assertThat(prices.cost("gpt-4o-2024-05-13", 1_000_000, 0)).contains(Usd.of("5"));
  }

  @Test
  void a_model_without_a_price_has_none() {
    assertThat(prices.cost("gpt-9", 1, 1)).isEmpty();
    assertThat(prices.worstCase("gpt-9", 1)).isEmpty();
    assertThat(prices.cost("gpt-4o-audio", 1, 1)).isEmpty();
    assertThat(prices.cost("gpt-4o-2024-08", 1, 1)).isEmpty();
  }

  @Test
  void no_model_costs_nothing() {
    assertThat(prices.cost(null, 1_000_000, 1_000_000)).contains(Usd.ZERO);
    assertThat(prices.worstCase(null, 1_000_000)).contains(Usd.ZERO);
  }

  @Test
  void a_price_that_could_not_be_charged_exactly_is_refused() {
    assertThatIllegalArgumentException().isThrownBy(() -> price("-0.01", "0"));
    assertThatIllegalArgumentException().isThrownBy(() -> price("0", "-0.01"));
    assertThatIllegalArgumentException().isThrownBy(() -> price("0.00001", "0"));
    assertThatIllegalArgumentException().isThrownBy(() -> price("0", "0.00001"));
  }

  private static Price price(String input, String output) {
    return new Price(new BigDecimal(input), new BigDecimal(output), null);
  }
}
