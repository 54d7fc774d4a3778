package com.geniinow.runtime.command.price;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.quota.TokenClasses;
import com.geniinow.runtime.events.Usd;
import com.geniinow.runtime.events.price.ModelPrice;
import com.geniinow.runtime.testing.Property;
import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RatesTest {
  private static final ModelPrice PLAIN = price("2.50", null, "10.00");

  @Test
  void input_and_output_have_prices_of_their_own() {
    assertThat(cost(PLAIN, TokenClasses.of(1_000_000, 1_000_000))).isEqualTo(Usd.of("12.5"));
    assertThat(cost(PLAIN, TokenClasses.of(400, 200))).isEqualTo(Usd.of("0.003"));
  }

  @Test
  void cached_input_has_a_price_of_its_own_where_one_is_known() {
    var cached = new TokenClasses(10_000, 9_000, 0, 0, 0);

    assertThat(cost(price("2.50", "1.25", "10.00"), cached)).isEqualTo(Usd.of("0.01375"));
    assertThat(cost(PLAIN, cached)).isEqualTo(Usd.of("0.025"));
    assertThat(new Rates(PLAIN).isAssumed(cached)).isTrue();
    assertThat(new Rates(price("2.50", "1.25", "10.00")).isAssumed(cached)).isFalse();
  }

  @Test
  void written_input_without_a_price_costs_as_the_dearer_of_input_and_output() {
    var written = new TokenClasses(1_000_000, 0, 1_000_000, 0, 0);

    assertThat(cost(PLAIN, written)).isEqualTo(Usd.of("10"));
    assertThat(new Rates(PLAIN).isAssumed(written)).isTrue();
  }

  @Test
  void written_input_costs_as_the_dearest_that_a_provider_may_ask_for_it() {
    var written = new TokenClasses(1_000_000, 0, 1_000_000, 0, 0);
    var claude = written("3.75", "6.00");

    assertThat(cost(claude, written)).isEqualTo(Usd.of("6"));
    assertThat(new Rates(claude).isAssumed(written)).isFalse();
  }

  @Test
  void from_the_long_context_on_a_whole_call_is_at_the_long_prices() {
    var rates = longFrom(200_000, "6", "22.5");

    assertThat(new Rates(rates).cost(TokenClasses.of(199_999, 0))).isEqualTo(Usd.of("0.599997"));
    assertThat(new Rates(rates).cost(TokenClasses.of(200_000, 1_000))).isEqualTo(Usd.of("1.2225"));
    assertThat(new Rates(rates).worstCase(199_999)).isEqualTo(Usd.of("2.999985"));
    assertThat(new Rates(rates).worstCase(200_000)).isEqualTo(Usd.of("4.5"));
  }

  @Test
  void a_single_token_is_exact() {
    assertThat(cost(price("0.0001", null, "0"), TokenClasses.of(1, 0)))
        .isEqualTo(Usd.of("0.0000000001"));
  }

  @Test
  void no_mix_of_tokens_costs_more_than_the_worst_case() {
    Property.holds(500, RatesTest::costsNoMore);
  }

  private static void costsNoMore(Random random) {
    var price =
        new ModelPrice(
            "any",
            usd(random),
            random.nextBoolean() ? null : usd(random),
            random.nextBoolean() ? null : usd(random),
            random.nextBoolean() ? null : usd(random),
            usd(random),
            500L,
            usd(random),
            usd(random),
            null,
            null,
            null,
            null,
            null,
            null);
    long input = random.nextInt(1_000);
    long output = random.nextInt(1_000);
    var tokens =
        TokenClasses.within(
            input, random.nextInt(1_000), random.nextInt(1_000), output, random.nextInt(1_000));

    assertThat(new Rates(price).cost(tokens))
        .isLessThanOrEqualTo(new Rates(price).worstCase(tokens.total()));
  }

  private static BigDecimal usd(Random random) {
    return BigDecimal.valueOf(random.nextInt(1_000_000), 4);
  }

  private static BigDecimal cost(ModelPrice price, TokenClasses tokens) {
    return new Rates(price).cost(tokens);
  }

  private static ModelPrice price(String input, @Nullable String cached, String output) {
    return ModelPrice.of(
        new BigDecimal(input),
        cached == null ? null : new BigDecimal(cached),
        new BigDecimal(output));
  }

  private static ModelPrice written(String some, String hour) {
    return new ModelPrice(
        "anthropic",
        new BigDecimal("3"),
        new BigDecimal("0.3"),
        new BigDecimal(some),
        new BigDecimal(hour),
        new BigDecimal("15"),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        List.of());
  }

  private static ModelPrice longFrom(long tokens, String input, String output) {
    return new ModelPrice(
        "anthropic",
        new BigDecimal("3"),
        null,
        null,
        null,
        new BigDecimal("15"),
        tokens,
        new BigDecimal(input),
        new BigDecimal(output),
        null,
        null,
        null,
        null,
        null,
        null);
  }
}
