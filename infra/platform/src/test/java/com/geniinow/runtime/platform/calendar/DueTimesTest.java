package com.geniinow.runtime.platform.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a schedule is due where clocks are put forward and back. */
class DueTimesTest {
  private static final Instant NOON = Instant.parse("2026-03-15T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
    // zone, cron, after, then; Berlin: 02:00 becomes 03:00 on 29 March 2026 at 01:00Z
    "Europe/Berlin, 30 2 * * *, 2026-03-28T00:00Z, 2026-03-28T01:30Z 2026-03-29T01:00Z 2026-03-30T00:30Z",
    "Europe/Berlin, 0 3 * * *, 2026-03-28T12:00Z, 2026-03-29T01:00Z 2026-03-30T01:00Z",
    // 02:00, 02:30 and 03:00 are one moment
    "Europe/Berlin, '0,30 2,3 * * *', 2026-03-28T12:00Z, 2026-03-29T01:00Z 2026-03-29T01:30Z 2026-03-30T00:00Z",
    // 03:00 becomes 02:00 on 25 October 2026 at 01:00Z: the first 02:30 counts
    "Europe/Berlin, 30 2 * * *, 2026-10-24T12:00Z, 2026-10-25T00:30Z 2026-10-26T01:30Z",
    "Europe/Berlin, 0 * * * *, 2026-10-24T23:30Z, 2026-10-25T00:00Z 2026-10-25T02:00Z 2026-10-25T03:00Z",
    // a quarter to three comes twice; asked in between and in the second one
    "Europe/Berlin, 45 2 * * *, 2026-10-25T00:50Z, 2026-10-26T01:45Z",
    "Europe/Berlin, 45 2 * * *, 2026-10-25T01:40Z, 2026-10-26T01:45Z",
    // half an hour, Lord Howe: 02:00 becomes 02:30 on 4 October 2026 at 15:30Z the day before
    "Australia/Lord_Howe, 15 2 * * *, 2026-10-02T20:00Z, 2026-10-03T15:30Z 2026-10-04T15:15Z",
    // at midnight, Havana: 00:00 becomes 01:00 on 8 March 2026; 01:00 becomes 00:00 on 1 November
    "America/Havana, 0 0 * * *, 2026-03-07T12:00Z, 2026-03-08T05:00Z 2026-03-09T04:00Z",
    "America/Havana, 0 0 * * *, 2026-10-31T12:00Z, 2026-11-01T04:00Z 2026-11-02T05:00Z",
    // a day that Apia has not: 30 December 2011
    "Pacific/Apia, 0 12 30 12 *, 2011-01-01T00:00Z, 2011-12-30T10:00Z 2012-12-29T22:00Z",
    "UTC, 0 0 29 2 *, 2026-03-15T12:00Z, 2028-02-29T00:00Z 2032-02-29T00:00Z",
    "Asia/Kathmandu, 0 0 1 1 *, 2026-03-15T12:00Z, 2026-12-31T18:15Z",
  })
  void it_is_due(String zone, String cron, String after, String then) {
    var due = DueTimes.of(cron, zone);
    var expected = Arrays.stream(then.split(" ")).map(DueTimesTest::instant).toList();

    assertThat(due.after(instant(after), expected.size())).isEqualTo(expected);
    assertThat(due.count(instant(after).plusNanos(1), expected.getLast()))
        .isEqualTo(expected.size());
    assertThat(due.latest(instant(after), expected.getLast())).contains(expected.getLast());
  }

  @Test
  void an_hour_that_comes_twice_has_its_minutes_once() {
    var due = DueTimes.of("* * * * *", "Europe/Berlin");
    var first = instant("2026-10-25T00:59Z"); // 02:59

    assertThat(due.after(first)).isEqualTo(instant("2026-10-25T02:00Z")); // 03:00
    assertThat(due.count(instant("2026-10-25T01:00Z"), instant("2026-10-25T01:59Z"))).isZero();
    assertThat(due.latest(first, instant("2026-10-25T01:59Z"))).contains(first);
  }

  @Test
  void nothing_is_due_where_nothing_was() {
    var due = DueTimes.of("0 0 1 * *", "UTC");

    assertThat(due.latest(NOON, NOON.plus(Duration.ofDays(3)))).isEmpty();
    assertThat(due.count(NOON, NOON.plus(Duration.ofDays(3)))).isZero();
  }

  @Test
  void years_of_minutes_are_counted_and_not_run_through() {
    var due = DueTimes.of("* * * * *", "Europe/Berlin");
    var ten = instant("2036-03-15T12:00Z");

    assertThat(due.count(NOON, ten))
        .as("but for ten hours that come twice")
        .isEqualTo(NOON.until(ten, ChronoUnit.MINUTES) + 1 - 600);
    assertThat(due.latest(NOON, ten)).contains(ten);
  }

  private static Instant instant(String text) {
    return Instant.parse(text.replace("Z", ":00Z"));
  }

  @Test
  void a_schedule_of_each_day_is_due_on_each_day_of_all_zones() {
    for (var zone : java.time.zone.ZoneRulesProvider.getAvailableZoneIds()) {
      var due = new DueTimes(Cron.of("30 2 * * *"), java.time.ZoneId.of(zone));
      var all = due.after(NOON, 366);
      assertThat(all).as(zone).isSorted().doesNotHaveDuplicates();
      assertThat(all.getLast())
          .as(zone)
          .isBetween(NOON.plus(364, ChronoUnit.DAYS), NOON.plus(367, ChronoUnit.DAYS));
      assertThat(all.stream().collect(Collectors.toSet())).hasSize(366);
    }
  }
}
