package com.geniinow.runtime.platform.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
  private static final Instant NOON = Instant.parse("2026-03-15T12:00:00Z");

  @ParameterizedTest
  @CsvSource({"30,30000", "0,0", "1.5,1500", "3600,3600000", "99999999999999999999,3600000"})
  void seconds_count_up_to_an_hour(String value, long millis) {
    assertThat(of(Map.of("Retry-After", value))).isEqualTo(Duration.ofMillis(millis));
  }

  @Test
  void milliseconds_go_before_seconds() {
    assertThat(of(Map.of("retry-after-ms", "250", "Retry-After", "30")))
        .isEqualTo(Duration.ofMillis(250));
  }

  @Test
  void a_date_is_held_against_the_answer_s_own_clock() {
    var later = "Sun, 15 Mar 2026 13:00:30 GMT";
    assertThat(of(Map.of("Retry-After", later, "Date", "Sun, 15 Mar 2026 13:00:00 GMT")))
        .isEqualTo(Duration.ofSeconds(30));
    assertThat(of(Map.of("Retry-After", later))).isEqualTo(RetryAfter.LONGEST);
    assertThat(of(Map.of("Retry-After", "Sun, 15 Mar 2026 11:00:00 GMT"))).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "-5", "1e3", "NaN", "tomorrow, 12:00"})
  void what_can_not_be_read_was_not_said(String value) {
    assertThat(of(Map.of("Retry-After", value))).isNull();
    assertThat(of(Map.of())).isNull();
  }

  private static @org.jspecify.annotations.Nullable Duration of(Map<String, String> headers) {
    return RetryAfter.of(headers::get, NOON);
  }
}
