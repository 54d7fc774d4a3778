package com.geniinow.runtime.events.price;

import com.geniinow.runtime.events.Usd;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model costs and takes. Prices are US dollars per million tokens, with 4 decimals at most,
 * in the normal form of {@link Usd}, so that equal prices are equal; null is unknown.
 *
 * @param provider who serves it, such as {@code openai}
 * @param inputUsd of input tokens
 * @param cachedInputUsd of input tokens that the provider had kept from before
 * @param cacheWriteUsd of input tokens that the provider keeps for a while
 * @param cacheWrite1hUsd of those that it keeps for an hour
 * @param outputUsd of output tokens, reasoning included
 * @param longContextFrom input tokens from which on a whole call is at the long prices
 * @param maxOutputTokens the most that it answers
 * @param contextTokens the most that it takes, input and output together
 * @param capField the field that caps its answer
 * @param hiddenOutput whether it writes tokens that its answer doesn't show
 * @param streamUsage whether it tells usage at the end of a stream
 * @param fallback models that may be asked in its place, in this order
 */
public record ModelPrice(
    String provider,
    BigDecimal inputUsd,
    @Nullable BigDecimal cachedInputUsd,
    @Nullable BigDecimal cacheWriteUsd,
    @Nullable BigDecimal cacheWrite1hUsd,
    BigDecimal outputUsd,
    @Nullable Long longContextFrom,
    @Nullable BigDecimal longContextInputUsd,
    @Nullable BigDecimal longContextOutputUsd,
    @Nullable Long maxOutputTokens,
    @Nullable Long contextTokens,
    @Nullable String capField,
    @Nullable Boolean hiddenOutput,
    @Nullable Boolean streamUsage,
    @Nullable List<String> fallback) {
  /** The provider of a model of which nothing else is known. */
  public static final String OPENAI = "openai";

  public ModelPrice {
    inputUsd = Usd.of(inputUsd);
    cachedInputUsd = plain(cachedInputUsd);
    cacheWriteUsd = plain(cacheWriteUsd);
    cacheWrite1hUsd = plain(cacheWrite1hUsd);
    outputUsd = Usd.of(outputUsd);
    longContextInputUsd = plain(longContextInputUsd);
    longContextOutputUsd = plain(longContextOutputUsd);
    fallback = fallback == null ? null : List.copyOf(fallback);
  }

  private static @Nullable BigDecimal plain(@Nullable BigDecimal price) {
    return price == null ? null : Usd.of(price);
  }

  /** Of input and output alone. */
  public static ModelPrice of(
      BigDecimal inputUsd, @Nullable BigDecimal cachedInputUsd, BigDecimal outputUsd) {
    return new ModelPrice(
        OPENAI,
        inputUsd,
        cachedInputUsd,
        null,
        null,
        outputUsd,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }
}
