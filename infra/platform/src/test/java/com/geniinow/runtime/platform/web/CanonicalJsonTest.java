package com.geniinow.runtime.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.erdtman.jcs.JsonCanonicalizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalJsonTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "{\"b\": [1, {\"d\": null, \"c\": true}], \"a\": {\"\": []}}",
        "{\"\\u20ac\": 1, \"\\r\": 2, \"\\ud83d\\ude00\": 3, \"\\ufb33\": 4, \"1\": 5, \"\\u0080\": 6}",
        "[333333333.3333333, 1E30, 4.50, 2e-3, 0.000000000000000000000000001, -0.0, 1e21, 1e20]",
        "\"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\\u007f\\u001f\"",
      })
  void is_the_form_of_rfc_8785(String document) throws IOException {
    var wrapped = "{\"a\":" + document + "}";

    assertThat(canonical(wrapped)).isEqualTo(new JsonCanonicalizer(wrapped).getEncodedString());
  }

  @ParameterizedTest
  @CsvSource({"1, 1.0", "1, 10e-1", "0, -0.0", "100, 1E2", "0.1, 0.10", "1e400, 10e399"})
  void numbers_that_are_equal_are_written_alike(String one, String other) {
    assertThat(canonical(one)).isEqualTo(canonical(other));
  }

  @ParameterizedTest
  @CsvSource({
    "12345678901234567, 12345678901234568",
    "9007199254740993, 9007199254740992",
    "0.1, 0.1000000000000000055511151231257827",
    "1e400, 2e400",
    "1e-400, 0",
    "1e400, -1e400"
  })
  void numbers_that_differ_only_beyond_a_double_stay_two(String one, String other) {
    assertThat(canonical(one)).isNotEqualTo(canonical(other));
  }

  @Test
  void a_number_is_not_its_text() {
    assertThat(canonical("[1]")).isNotEqualTo(canonical("[\"1\"]"));
    assertThat(canonical("[null]")).isNotEqualTo(canonical("[\"null\"]"));
  }

  private static String canonical(String document) {
    return CanonicalJson.of(Json.mapper().readTree(document));
  }
}
