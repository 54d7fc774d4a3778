package com.geniinow.runtime.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SealedPositionTest {
  private final SealedPosition positions = new SealedPosition(new Seal(() -> "secret"), "stream");

  @Test
  void what_was_written_is_read_again() {
    for (long position : new long[] {0, 1, 4711, Long.MAX_VALUE}) {
      var text = positions.of(position);
      assertThat(text).matches("[A-Za-z0-9_-]{22}");
      assertThat(positions.read(text)).hasValue(position);
      assertThat(new SealedPosition(new Seal(() -> "secret"), "stream").read(text))
          .hasValue(position);
    }
  }

  @Test
  void nobody_reads_a_number_in_it_or_makes_one_up() {
    var one = positions.of(1);
    assertThat(one).isNotEqualTo(positions.of(2)).isNotEqualTo(other().of(1));
    assertThat(positions.read(other().of(1))).isEmpty();
    assertThat(new SealedPosition(new Seal(() -> "secret"), "audit").read(one)).isEmpty();
    for (var text : new String[] {"", "1", "x".repeat(22), one + "A", one.substring(1), "…"}) {
      assertThat(positions.read(text)).as(text).isEmpty();
    }
    var last = one.charAt(10) == 'A' ? 'B' : 'A';
    assertThat(positions.read(one.substring(0, 10) + last + one.substring(11))).isEmpty();
  }

  private static SealedPosition other() {
    return new SealedPosition(new Seal(() -> "another"), "stream");
  }
}
