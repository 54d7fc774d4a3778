package com.geniinow.runtime.command.quota;

import com.geniinow.runtime.events.Usd;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What models cost. Configuration, with dated defaults in the application's properties: {@code
 * genii.prices.models.[gpt-4o].input} and {@code .output}.
 *
 * @param models dollars per million tokens by the model's name; a dated variant such as {@code
 *     gpt-4o-2024-08-06} costs what its family costs unless it is listed itself
 */
@ConfigurationProperties("genii.prices")
public record PriceList(Map<String, Price> models) {
  private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

  /**
   * A model's price.
   *
   * @param input dollars per million input tokens, 4 decimals at most
   * @param output dollars per million output tokens, 4 decimals at most
   */
  public record Price(BigDecimal input, BigDecimal output) {
    public Price {
      if (input.signum() < 0 || output.signum() < 0 || input.scale() > 4 || output.scale() > 4) {
        throw new IllegalArgumentException("a price is 0 or more, with 4 decimals at most");
      }
    }
  }

  /** The most that this many tokens can cost; empty for a model without a price. */
  public Optional<BigDecimal> worstCase(@Nullable String model, long tokens) {
    return cost(model, 0, tokens)
        .map(asOutput -> asOutput.max(cost(model, tokens, 0).orElse(Usd.ZERO)));
  }

  /** What usage costs; no model costs nothing, empty for a model without a price. */
  public Optional<BigDecimal> cost(@Nullable String model, long inputTokens, long outputTokens) {
    if (model == null) {
      return Optional.of(Usd.ZERO);
    }
    return price(model)
        .map(
            p ->
                p.input()
                    .multiply(BigDecimal.valueOf(inputTokens))
                    .add(p.output().multiply(BigDecimal.valueOf(outputTokens))))
        .map(millionths -> Usd.of(millionths.divide(MILLION)));
  }

  private Optional<Price> price(String model) {
    var exact = models.get(model);
    return exact != null
        ? Optional.of(exact)
        : Optional.ofNullable(models.get(model.replaceFirst("-\\d{4}-\\d{2}-\\d{2}$", "")));
  }
}
