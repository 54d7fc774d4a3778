package com.geniinow.runtime.platform.web;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * Reads moments as RFC 3339 writes them: with an offset, and in years of four digits. What is taken
 * in is written out again, and kept by PostgreSQL, in the same form.
 */
final class WireTimes {
  private static final int LAST_YEAR = 9999;

  private WireTimes() {}

  /**
   * The moment, to the microsecond.
   *
   * @throws DateTimeException for anything else
   */
  static Instant parse(String text) {
    var at = OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MICROS);
    var year = at.atOffset(ZoneOffset.UTC).getYear();
    if (year < 1 || year > LAST_YEAR) {
      throw new DateTimeException("not within the years 1 to 9999");
    }
    return at;
  }
}
