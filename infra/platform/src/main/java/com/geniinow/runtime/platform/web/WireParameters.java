package com.geniinow.runtime.platform.web;

import com.geniinow.runtime.platform.security.Ids;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.core.convert.converter.Converter;
import org.springframework.core.convert.converter.ConverterFactory;
import org.springframework.format.FormatterRegistry;

/**
 * Path and query parameters with the spellings that JSON has: RFC 3339, lower case enums, UUIDs of
 * 36 characters, plain numbers. Spring's own would take {@code 1-1-1-1-1}, {@code +5}, {@code 0x5}
 * and spaces around them.
 */
final class WireParameters {
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,10}");

  private WireParameters() {}

  static void register(FormatterRegistry registry) {
    registry.addConverter(String.class, Instant.class, WireTimes::parse);
    registry.addConverterFactory(new LowerCaseEnums());
  }

  /**
   * A UUID of 36 characters.
   *
   * @throws IllegalArgumentException for anything else
   */
  static UUID uuid(String text) {
    return Ids.parse(text).orElseThrow(() -> new IllegalArgumentException("no UUID"));
  }

  /**
   * A whole number in ASCII digits, without a plus.
   *
   * @throws NumberFormatException for anything else
   */
  static int number(String text) {
    if (!NUMBER.matcher(text).matches()) {
      throw new NumberFormatException("no plain number");
    }
    return Integer.parseInt(text);
  }

  /** {@code dead_lettered} for {@code DEAD_LETTERED}. */
  @SuppressWarnings({"rawtypes", "unchecked"}) // an enum's class is only known at run time
  private static final class LowerCaseEnums implements ConverterFactory<String, Enum> {
    @Override
    public <E extends Enum> Converter<String, E> getConverter(Class<E> type) {
      return text -> (E) Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
    }
  }
}
