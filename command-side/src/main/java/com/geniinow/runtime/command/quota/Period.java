package com.geniinow.runtime.command.quota;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;

/** Months as quotas count them: calendar months in UTC, such as {@code 2026-03}. */
public final class Period {
  private Period() {}

  /** The month a moment lies in. */
  public static YearMonth of(Instant at) {
    return YearMonth.from(at.atOffset(ZoneOffset.UTC));
  }

  /** The first moment after a month, when its use is back to 0. */
  public static Instant end(YearMonth period) {
    return period.plusMonths(1).atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC);
  }
}
