package com.geniinow.runtime.command.price;

import com.geniinow.runtime.events.price.ModelPrice;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a price must be, whoever sets it. */
final class PriceRules {
  /** Digits behind the point of a price: so that what a token costs is exact. */
  static final int SCALE = 4;

  /** No model costs more, in dollars per million tokens. */
  static final BigDecimal DEAREST = BigDecimal.valueOf(1_000_000);

  private PriceRules() {}

  /**
   * @throws IllegalArgumentException for what is no price
   */
  static void check(ModelPrice price) {
    mustBePrice(price.inputUsd());
    mustBePrice(price.outputUsd());
    mustBePrice(price.cachedInputUsd());
    mustBePrice(price.cacheWriteUsd());
    mustBePrice(price.cacheWrite1hUsd());
    mustBePrice(price.longContextInputUsd());
    mustBePrice(price.longContextOutputUsd());
    var wrong = wrongLongContext(price);
    if (wrong != null) {
      throw new IllegalArgumentException(wrong);
    }
  }

  /** What is wrong about the long context, or null. */
  static @Nullable String wrongLongContext(ModelPrice price) {
    var given =
        Stream.of(
                price.longContextFrom(), price.longContextInputUsd(), price.longContextOutputUsd())
            .filter(Objects::nonNull)
            .count();
    return given == 0 || given == 3
        ? null
        : "long_context_from and both long-context prices are given together or not at all";
  }

  /** Whether a list of fallbacks names the model itself. */
  static boolean namesItself(String model, @Nullable List<String> fallback) {
    return fallback != null && fallback.contains(model);
  }

  private static void mustBePrice(@Nullable BigDecimal price) {
    if (price != null
        && (price.signum() < 0 || price.scale() > SCALE || price.compareTo(DEAREST) > 0)) {
      throw new IllegalArgumentException(
          "a price is from 0 to 1000000, with 4 digits behind the point at most");
    }
  }
}
