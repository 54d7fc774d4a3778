package com.geniinow.runtime.events.quota;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Locale;

/** How long a limit lasts: a calendar month or a calendar day, both in UTC. */
public enum Window {
  MONTH {
    @Override
    public String of(Instant at) {
      return YearMonth.from(at.atOffset(ZoneOffset.UTC)).toString();
    }

    @Override
    public Instant end(String name) {
      return YearMonth.parse(name).plusMonths(1).atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC);
    }
  },
  DAY {
    @Override
    public String of(Instant at) {
      return LocalDate.ofInstant(at, ZoneOffset.UTC).toString();
    }

    @Override
    public Instant end(String name) {
      return LocalDate.parse(name).plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC);
    }
  };

  /** The one that a moment lies in, such as {@code 2026-03} or {@code 2026-03-14}. */
  public abstract String of(Instant at);

  /** The first moment after one, when its use is back to 0. */
  public abstract Instant end(String name);

  /** The name on the wire and in tables, such as {@code month}. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
