package com.geniinow.runtime.platform.model;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The most that one image can cost in input tokens: by the model's documented rule, at the largest
 * size that the provider doesn't shrink. An image's own size isn't looked at: what is behind an
 * address can change, and the header of given bytes is the client's word. The rules stand in {@code
 * image-tokens.csv}, with their source.
 */
final class ImageTokens {
  private static final int MOST_TILES = 8;
  private static final BigDecimal MOST_PATCHES = BigDecimal.valueOf(1_536);
  private static final BigDecimal PIXELS = BigDecimal.valueOf(750); // of one token

  private static final Map<String, Rule> RULES =
      ModelData.rows("image-tokens.csv").stream()
          .collect(Collectors.toUnmodifiableMap(columns -> columns[0], Rule::of));
  private static final Rule DEAREST =
      new Rule(
          RULES.values().stream().mapToLong(Rule::low).max().orElseThrow(),
          RULES.values().stream().mapToLong(Rule::high).max().orElseThrow());

  private ImageTokens() {}

  /**
   * Tokens of one image.
   *
   * @param detail as the request names it; anything but {@code low} counts as the finest
   */
  static long most(String model, @Nullable String detail) {
    var rule = RULES.getOrDefault(ModelNames.family(model), DEAREST);
    return "low".equals(detail) ? rule.low() : rule.high();
  }

  /** Tokens at detail {@code low}, and at any other at most. */
  private record Rule(long low, long high) {
    static Rule of(String[] columns) {
      return switch (columns[1]) {
        case "tiles" -> {
          long low = Long.parseLong(columns[2]);
          yield new Rule(low, low + MOST_TILES * Long.parseLong(columns[3]));
        }
        case "patches" -> whatever(MOST_PATCHES.multiply(new BigDecimal(columns[4])));
        case "area" -> whatever(new BigDecimal(columns[5]).divide(PIXELS, RoundingMode.CEILING));
        default -> throw new IllegalArgumentException("no rule is called " + columns[1]);
      };
    }

    /** The same at every detail. */
    private static Rule whatever(BigDecimal tokens) {
      long most = tokens.setScale(0, RoundingMode.CEILING).longValueExact();
      return new Rule(most, most);
    }
  }
}
