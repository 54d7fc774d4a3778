package com.geniinow.runtime.command.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CharsetsTest {
  @Test
  void what_is_whole_and_utf_8_is_said() {
    assertThat(of("plain")).isEqualTo("UTF-8");
    assertThat(of("Gr\u00fc\u00dfe \uD83D\uDE00")).isEqualTo("UTF-8");
    assertThat(of("")).isEqualTo("UTF-8");
  }

  @Test
  void what_is_no_utf_8_is_left_open_but_for_a_mark() {
    assertThat(Charsets.of("Gr\u00fc\u00dfe".getBytes(StandardCharsets.ISO_8859_1), 100)).isNull();
    assertThat(Charsets.of("a".getBytes(StandardCharsets.UTF_16), 100)).isEqualTo("UTF-16");
    assertThat(Charsets.of(new byte[] {(byte) 0xFF, (byte) 0xFE, 'a', 0}, 100)).isEqualTo("UTF-16");
    assertThat(Charsets.of(new byte[] {'a', (byte) 0xC3}, 100)).isNull();
  }

  @Test
  void a_head_of_ascii_does_not_tell_what_follows() {
    assertThat(Charsets.of("abcd".getBytes(StandardCharsets.UTF_8), 4)).isNull();
    var cut = Arrays.copyOf("ab\u00fcd\u00fc".getBytes(StandardCharsets.UTF_8), 6);
    assertThat(Charsets.of(cut, 6)).isEqualTo("UTF-8");
  }

  private static String of(String text) {
    return String.valueOf(Charsets.of(text.getBytes(StandardCharsets.UTF_8), 100));
  }
}
