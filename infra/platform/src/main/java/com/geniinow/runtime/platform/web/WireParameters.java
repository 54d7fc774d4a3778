package com.geniinow.runtime.platform.web;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.springframework.core.convert.converter.Converter;
import org.springframework.core.convert.converter.ConverterFactory;
import org.springframework.format.FormatterRegistry;

/** Path and query parameters with the spellings that JSON has: RFC 3339, lower case enums. */
final class WireParameters {

  private WireParameters() {}

  static void register(FormatterRegistry registry) {
    registry.addConverter(String.class, Instant.class, WireParameters::instant);
    registry.addConverterFactory(new LowerCaseEnums());
  }

  private static Instant instant(String text) {
    return OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MICROS);
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
