package com.geniinow.runtime.platform.time;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How long a service that refuses for now wants to be left alone, as its answer says. */
public final class RetryAfter {
  /** What asks for longer counts as this. */
  public static final Duration LONGEST = Duration.ofHours(1);

  private RetryAfter() {}

  /** Whether who answers so over HTTP may answer otherwise later, to the same request. */
  public static boolean isPassing(int status) {
    return status == 408 || status == 409 || status == 429 || status >= 500;
  }

  /**
   * Reads {@code retry-after-ms}, else {@code Retry-After} in seconds or as a date, which is held
   * against the answer's own {@code Date}: two clocks need not agree.
   *
   * @param header gives the value of a header of the answer, or null
   * @param now for a date where the answer has none of its own
   * @return zero to {@link #LONGEST}, or null where nothing that can be read was said
   */
  public static @Nullable Duration of(Function<String, @Nullable String> header, Instant now) {
    var millis = number(header.apply("retry-after-ms"));
    if (millis != null) {
      return bounded(millis / 1_000);
    }
    var value = header.apply("Retry-After");
    var seconds = number(value);
    if (seconds != null) {
      return bounded(seconds);
    }
    var until = date(value);
    if (until == null) {
      return null;
    }
    var since = date(header.apply("Date"));
    return bounded(Duration.between(since == null ? now : since, until).toMillis() / 1e3);
  }

  private static Duration bounded(double seconds) {
    double within = Math.max(0, Math.min(seconds, LONGEST.toSeconds()));
    return Duration.ofMillis((long) Math.ceil(within * 1_000));
  }

  private static @Nullable Double number(@Nullable String text) {
    if (text == null || !text.strip().matches("[0-9]{1,300}(\\.[0-9]{1,300})?")) {
      return null;
    }
    return Double.valueOf(text.strip());
  }

  private static @Nullable Instant date(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      return ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    } catch (DateTimeException e) {
      return null;
    }
  }
}
