package com.geniinow.runtime.command.price;

import com.geniinow.runtime.command.refusal.Refusal;
import com.geniinow.runtime.command.refusal.RefusedException;
import com.geniinow.runtime.events.price.ModelPrice;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is to be different in a model's next version. A null component stays as it was; an empty one
 * is unknown from now on.
 */
record PriceChange(
    @Nullable String provider,
    @Nullable BigDecimal inputUsd,
    @Nullable Optional<BigDecimal> cachedInputUsd,
    @Nullable Optional<BigDecimal> cacheWriteUsd,
    @Nullable Optional<BigDecimal> cacheWrite1hUsd,
    @Nullable BigDecimal outputUsd,
    @Nullable Optional<Long> longContextFrom,
    @Nullable Optional<BigDecimal> longContextInputUsd,
    @Nullable Optional<BigDecimal> longContextOutputUsd,
    @Nullable Optional<Long> maxOutputTokens,
    @Nullable Optional<Long> contextTokens,
    @Nullable Optional<String> capField,
    @Nullable Optional<Boolean> hiddenOutput,
    @Nullable Optional<Boolean> streamUsage,
    @Nullable Optional<List<String>> fallback) {
  /**
   * The next version.
   *
   * @param before the one before; null for a model that has none
   * @throws RefusedException when something is missing or doesn't go together
   */
  ModelPrice onto(@Nullable ModelPrice before) {
    var price =
        new ModelPrice(
            provider == null ? before == null ? ModelPrice.OPENAI : before.provider() : provider,
            given("input_usd_per_mtok", inputUsd, before, ModelPrice::inputUsd),
            or(cachedInputUsd, before, ModelPrice::cachedInputUsd),
            or(cacheWriteUsd, before, ModelPrice::cacheWriteUsd),
            or(cacheWrite1hUsd, before, ModelPrice::cacheWrite1hUsd),
            given("output_usd_per_mtok", outputUsd, before, ModelPrice::outputUsd),
            or(longContextFrom, before, ModelPrice::longContextFrom),
            or(longContextInputUsd, before, ModelPrice::longContextInputUsd),
            or(longContextOutputUsd, before, ModelPrice::longContextOutputUsd),
            or(maxOutputTokens, before, ModelPrice::maxOutputTokens),
            or(contextTokens, before, ModelPrice::contextTokens),
            or(capField, before, ModelPrice::capField),
            or(hiddenOutput, before, ModelPrice::hiddenOutput),
            or(streamUsage, before, ModelPrice::streamUsage),
            or(fallback, before, ModelPrice::fallback));
    var wrong = PriceRules.wrongLongContext(price);
    if (wrong != null) {
      throw new Refusal.InvalidValue("long_context_from", "is wrong: " + wrong).exception();
    }
    return price;
  }

  private static BigDecimal given(
      String field,
      @Nullable BigDecimal given,
      @Nullable ModelPrice before,
      Function<ModelPrice, BigDecimal> old) {
    if (given == null && before == null) {
      throw new Refusal.InvalidValue(field, "must be given for a model without a price")
          .exception();
    }
    return given != null ? given : old.apply(Objects.requireNonNull(before));
  }

  private static <T> @Nullable T or(
      @Nullable Optional<T> given,
      @Nullable ModelPrice before,
      Function<ModelPrice, @Nullable T> old) {
    return given != null ? given.orElse(null) : before == null ? null : old.apply(before);
  }
}
