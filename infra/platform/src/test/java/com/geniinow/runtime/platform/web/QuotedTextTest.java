package com.geniinow.runtime.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuotedTextTest {
  @Test
  void what_can_not_be_kept_becomes_a_space() {
    assertThat(QuotedText.clean("a\0b\ud800c\udc00d\u202Ee\u0007f\n\tg", 100))
        .isEqualTo("a b c d e f\n\tg");
    assertThat(QuotedText.clean("Grüße 😀", 100)).isEqualTo("Grüße 😀");
  }

  @Test
  void a_long_text_is_cut_and_never_in_the_middle_of_a_character() {
    assertThat(QuotedText.clean("abcdef", 6)).isEqualTo("abcdef");
    assertThat(QuotedText.clean("abcdefg", 6)).isEqualTo("abcde…");
    assertThat(QuotedText.clean("abcd😀fgh", 6)).isEqualTo("abcd…");
  }
}
