package com.geniinow.runtime.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainLineTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        " ",
        "\u00A0",
        "\u200B",
        "\u200B \u2060",
        "\u3000",
        "\u00AD",
        "\u0301",
        "\u3164",
        "\u115F\u1160",
        "\uFFA0",
        "\u2800",
        "\uFE0F",
        "\uE000",
        "\uDB40\uDC41"
      })
  void a_name_of_which_nothing_is_seen_is_none(String name) {
    assertThat(PlainLine.Rule.holds(name)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "7",
        ".",
        "+",
        "€",
        "日本語",
        "سلام",
        "e\u0301",
        "😀",
        "👩\u200D🚀",
        "1\uFE0F\u20E3",
        "🇩🇪",
        "\u200Bx",
        " x ",
        "\uD83E\uDEEA"
      })
  void a_name_of_which_something_is_seen_is_one(String name) {
    assertThat(PlainLine.Rule.holds(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\nb", "a\u0000b", "a\u202Eb", "a\u2028b", "\uFEFFa", "a\uD800b"})
  void a_name_that_does_not_read_as_it_is_written_is_none(String name) {
    assertThat(PlainLine.Rule.holds(name)).isFalse();
  }
}
