package com.geniinow.runtime.command.quota;

import com.geniinow.runtime.events.Usd;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What models cost. Configuration, with dated defaults in the application's properties: {@code
 * genii.prices.models.[gpt-4o].input}, {@code .output} and {@code .cached-input}.
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
   * @param cachedInput dollars per million input tokens that the provider had kept from before, 4
   *     decimals at most; null where they cost what others do
   */
  public record Price(BigDecimal input, BigDecimal output, @Nullable BigDecimal cachedInput) {
    public Price {
      mustBePrice(input);
      mustBePrice(output);
      if (cachedInput != null) {
        mustBePrice(cachedInput);
      }
    }

    private static void mustBePrice(BigDecimal price) {
      if (price.signum() < 0 || price.scale() > 4) {
        throw new IllegalArgumentException("a price is 0 or more, with 4 decimals at most");
      }
    }

    BigDecimal cached() {
      return cachedInput == null ? input : cachedInput;
    }

    /** Of any token. */
    BigDecimal dearest() {
      return input.max(output).max(cached());
    }
  }

  /** The most that this many tokens can cost; empty for a model without a price. */
  public Optional<BigDecimal> worstCase(@Nullable String model, long tokens) {
    if (model == null) {
      return Optional.of(Usd.ZERO);
    }
    return price(model).map(p -> usd(p.dearest().multiply(BigDecimal.valueOf(tokens))));
  }

  /** What usage costs; no model costs nothing, empty for a model without a price. */
  public Optional<BigDecimal> cost(@Nullable String model, long inputTokens, long outputTokens) {
    return cost(model, inputTokens, 0, outputTokens);
  }

  /**
   * What usage costs; no model costs nothing, empty for a model without a price.
   *
   * @param cachedInputTokens those of inputTokens that the provider had kept from before
   */
  public Optional<BigDecimal> cost(
      @Nullable String model, long inputTokens, long cachedInputTokens, long outputTokens) {
    if (model == null) {
      return Optional.of(Usd.ZERO);
    }
    return price(model)
        .map(
            p ->
                usd(
                    p.input()
                        .multiply(BigDecimal.valueOf(inputTokens - cachedInputTokens))
                        .add(p.cached().multiply(BigDecimal.valueOf(cachedInputTokens)))
                        .add(p.output().multiply(BigDecimal.valueOf(outputTokens)))));
  }

  private static BigDecimal usd(BigDecimal millionths) {
    return Usd.of(millionths.divide(MILLION));
  }

  private Optional<Price> price(String model) {
    var exact = models.get(model);
    return exact != null
        ? Optional.of(exact)
        : Optional.ofNullable(models.get(model.replaceFirst("-\\d{4}-\\d{2}-\\d{2}$", "")));
  }
}
