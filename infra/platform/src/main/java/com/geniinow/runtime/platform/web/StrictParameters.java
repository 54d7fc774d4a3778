package com.geniinow.runtime.platform.web;

import com.geniinow.runtime.platform.security.Ids;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.UUID;
import org.springframework.core.convert.converter.Converter;
import org.springframework.core.convert.converter.ConverterFactory;
import org.springframework.format.FormatterRegistry;

/** Path and query parameters, read as strictly as JSON and with the same spellings. */
final class StrictParameters {

  private StrictParameters() {}

  static void register(FormatterRegistry registry) {
    registry.addConverter(String.class, UUID.class, StrictParameters::uuid);
    registry.addConverter(String.class, Instant.class, StrictParameters::instant);
    registry.addConverterFactory(new LowerCaseEnums());
  }

  private static UUID uuid(String text) {
    return Ids.parse(text).orElseThrow(() -> new IllegalArgumentException("not a UUID"));
  }

  private static Instant instant(String text) {
    return OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MICROS);
  }

  /** {@code dead_lettered} for {@code DEAD_LETTERED}, in this case only. */
  @SuppressWarnings({"rawtypes", "unchecked"}) // an enum's class is only known at run time
  private static final class LowerCaseEnums implements ConverterFactory<String, Enum> {

    @Override
    public <E extends Enum> Converter<String, E> getConverter(Class<E> type) {
      return text -> {
        if (!text.equals(text.toLowerCase(Locale.ROOT))) {
          throw new IllegalArgumentException("not in lower case");
        }
        return (E) Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
      };
    }
  }
}
