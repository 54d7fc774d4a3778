package com.geniinow.runtime.platform.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.problem.Reason;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CursorTest {
  private static final UUID ID = UUID.fromString("a0000000-0000-4000-8000-000000000001");

  @Test
  void a_place_survives_the_round_trip() {
    for (String at : List.of("2026-01-31T12:00:00.123456Z", "1969-12-31T23:59:59.999999Z")) {
      var place = new Cursor.TimeAndId(Instant.parse(at), ID);
      assertThat(Cursor.timeAndId(place.encode())).isEqualTo(place);
    }
    for (long value : new long[] {0, -1, Long.MAX_VALUE, Long.MIN_VALUE}) {
      assertThat(Cursor.position(new Cursor.Position(value).encode()).value()).isEqualTo(value);
    }
  }

  @Test
  void what_is_no_cursor_is_refused() {
    var other = new Cursor.Position(1).encode();
    for (String bad : List.of("", "x", "!!", "AAAA", other + "A", other.substring(1))) {
      assertThatExceptionOfType(ProblemException.class)
          .as(bad)
          .isThrownBy(() -> Cursor.position(bad))
          .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_REQUEST));
    }
    assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> Cursor.timeAndId(other));
    var farAway = new byte[25];
    farAway[0] = 1;
    farAway[1] = Byte.MIN_VALUE;
    assertThat(Cursor.timeAndId(Base64.getUrlEncoder().encodeToString(farAway)).at())
        .isBefore(Instant.EPOCH);
  }
}
