package com.geniinow.runtime.platform.model;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
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
  private static final Map<String, Rule> RULES = read();
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
      if (columns[1].equals("patches")) {
        long most =
            MOST_PATCHES
                .multiply(new BigDecimal(columns[4]))
                .setScale(0, RoundingMode.CEILING)
                .longValueExact();
        return new Rule(most, most);
      }
      long low = Long.parseLong(columns[2]);
      return new Rule(low, low + MOST_TILES * Long.parseLong(columns[3]));
    }
  }

  private static Map<String, Rule> read() {
    try (var in = ImageTokens.class.getResourceAsStream("image-tokens.csv")) {
      if (in == null) {
        throw new IllegalStateException("image-tokens.csv is part of this module");
      }
      return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
          .lines()
          .filter(line -> !line.startsWith("#") && !line.startsWith("model,"))
          .map(line -> line.split(",", -1))
          .collect(Collectors.toUnmodifiableMap(columns -> columns[0], Rule::of));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
