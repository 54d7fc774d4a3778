package com.geniinow.runtime.platform.web;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.platform.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Labels are read in lists, as names are. */
class LabelQueryTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\nb",
        "a\u2028b",
        "a\u2029b",
        "a\u202Eb",
        "a\u200Fb",
        "a\u061Cb",
        "a\u2066b",
        "\uFEFFa",
        "a\u0000",
        "a\u0085b",
        " ",
        "\u2800"
      })
  void what_does_not_read_as_it_is_written_is_refused(String text) {
    assertThatThrownBy(() -> LabelQuery.check("labels.", text, "v"))
        .isInstanceOf(ProblemException.class);
    assertThatThrownBy(() -> LabelQuery.check("labels.", "k", text))
        .isInstanceOf(ProblemException.class);
  }

  @Test
  void a_value_may_be_empty_and_a_name_may_not() {
    assertThatCode(() -> LabelQuery.check("labels.", "k", "")).doesNotThrowAnyException();
    assertThatCode(() -> LabelQuery.check("labels.", "größe", "שלום 5 m²"))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> LabelQuery.check("labels.", "", "v"))
        .isInstanceOf(ProblemException.class);
  }
}
