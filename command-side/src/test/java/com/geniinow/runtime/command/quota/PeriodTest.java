package com.geniinow.runtime.command.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.YearMonth;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeriodTest {
  @ParameterizedTest(name = "{0} lies in {1}, which ends at {2}")
  @CsvSource({
    "2026-03-01T00:00:00Z, 2026-03, 2026-04-01T00:00:00Z",
    "2026-02-28T23:59:59.999999Z, 2026-02, 2026-03-01T00:00:00Z",
    "2028-02-29T12:00:00Z, 2028-02, 2028-03-01T00:00:00Z",
    "2100-02-28T23:59:59Z, 2100-02, 2100-03-01T00:00:00Z",
    "2026-12-31T23:59:59.999999Z, 2026-12, 2027-01-01T00:00:00Z",
    "2027-01-01T00:00:00Z, 2027-01, 2027-02-01T00:00:00Z",
  })
  void months_are_those_of_utc(Instant at, YearMonth month, Instant end) {
    assertThat(Period.of(at)).isEqualTo(month);
    assertThat(Period.end(month)).isEqualTo(end);
    assertThat(Period.of(end).isAfter(month)).isTrue();
    assertThat(Period.of(end.minusNanos(1))).isEqualTo(month);
  }
}
