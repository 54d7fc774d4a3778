package com.geniinow.runtime.platform.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What five fields mean, and which are none. */
class CronTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "* * * *",
        "* * * * * *",
        "@daily",
        "60 * * * *",
        "* 24 * * *",
        "* * 0 * *",
        "* * 32 * *",
        "* * * 0 *",
        "* * * 13 *",
        "* * * * 8",
        "-1 * * * *",
        "1.5 * * * *",
        "5-1 * * * *",
        "*/0 * * * *",
        "5/15 * * * *",
        "1, * * * *",
        ",1 * * * *",
        "1--2 * * * *",
        "L * * * *",
        "* * L * *",
        "* * 1W * *",
        "* * * * 1#2",
        "? * * * *",
        "* * * foo *",
        "mon * * * *",
        "* * * mon *",
        "* * * * jan",
        "٣ * * * *",
        "* * * * *\n* * * * *",
        "0 0 30 2 *",
        "0 0 31 4,6,9,11 *",
        "0 0 31 feb *"
      })
  void what_is_no_cron_or_never_comes_is_refused(String text) {
    assertThatThrownBy(() -> Cron.of(text)).isInstanceOf(CronException.class);
  }

  @Test
  void a_text_of_any_length_is_refused_before_it_is_read() {
    assertThatThrownBy(() -> Cron.of("1,".repeat(1_000_000) + "1 * * * *"))
        .hasMessage("must be at most 200 characters");
  }

  @ParameterizedTest
  @CsvSource({
    // Sunday, Monday, Tuesday, Wednesday, 1 to 4 March 2026
    "* * * * *, 1 2 3 4",
    "* * * * 0, 1",
    "* * * * 7, 1",
    "* * * * SUN, 1",
    "* * * * 1-3, 2 3 4",
    "* * * * Mon-Wed, 2 3 4",
    "* * 2 * *, 2",
    "* * 2-4/2 * *, 2 4",
    "* * */2 * *, 1 3",
    "* * * 4 *, ''",
    "* * * MAR *, 1 2 3 4",
    // Either of the two where both say something, as crontab(5) has it.
    "* * 3 * 1, 2 3",
    // Both of the two where one begins with a star.
    "* * */2 * 2, 3",
    "* * 2 * */2, ''",
  })
  void days_are_meant_as_in_crontab(String cron, String days) {
    var read = Cron.of(cron);
    var found = new StringBuilder();
    for (var day = 1; day <= 4; day++) {
      if (read.hasDay(LocalDate.of(2026, 3, day))) {
        found.append(found.isEmpty() ? "" : " ").append(day);
      }
    }
    assertThat(found).hasToString(days);
  }

  @Test
  void times_of_a_day_are_in_order() {
    assertThat(Cron.of("*/20,59 0,12-13 * * *").times())
        .startsWith(LocalTime.of(0, 0), LocalTime.of(0, 20))
        .isSorted()
        .hasSize(12);
    assertThat(Cron.of("* * * * *").times()).hasSize(1_440);
  }

  @Test
  void a_day_that_comes_once_in_28_years_is_found() {
    assertThat(Cron.of("0 0 29 2 */7").dayFrom(LocalDate.of(2026, 1, 1)))
        .isEqualTo(LocalDate.of(2032, 2, 29));
    assertThat(Cron.of("0 0 29 2 *").dayFrom(LocalDate.of(2096, 3, 1)))
        .isEqualTo(LocalDate.of(2104, 2, 29));
  }

  @Test
  void it_is_shown_with_one_space_between_fields() {
    assertThat(Cron.of(" 0\t 8   * * 1-5 ")).hasToString("0 8 * * 1-5");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Z",
        "+02:00",
        "UTC+2",
        "GMT+1",
        "europe/berlin",
        "Mars/Olympus",
        "EST ",
        "CET\n"
      })
  void a_zone_is_named_as_iana_does(String name) {
    assertThatThrownBy(() -> Zones.of(name)).isInstanceOf(DateTimeException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTC", "Europe/Berlin", "Etc/GMT+3", "America/Argentina/Ushuaia"})
  void names_of_iana_are_zones(String name) {
    assertThat(Zones.of(name).getId()).isEqualTo(name);
  }
}
