package com.geniinow.runtime.platform.web;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.geniinow.runtime.platform.problem.ProblemException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StorableTextTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":\"\\u0000\"}",
        "{\"a\\u0000\":1}",
        "[[{\"deep\":[\"x\\u0000y\"]}]]",
        "\"\\ud83d\"",
        "\"\\ude00\\ud83d\"",
        "\"\\\\\\u0000\""
      })
  void text_that_nothing_can_keep_is_refused_wherever_it_stands(String json) {
    refuses(json, StandardCharsets.UTF_8);
    refuses(json, StandardCharsets.UTF_16BE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":\"\\ud83d\\ude00\"}",
        "\"\\\\u0000\"",
        "\"\\u0001 \\u00e9 \ud55c\"",
        "{\"not json\\u0000",
        "",
        "[1,2]"
      })
  void all_other_text_passes_and_so_does_what_is_no_json(String json) {
    assertThatCode(() -> StorableText.check(json.getBytes(StandardCharsets.UTF_8), Json.mapper()))
        .doesNotThrowAnyException();
  }

  private static void refuses(String json, Charset charset) {
    assertThatExceptionOfType(ProblemException.class)
        .as(json)
        .isThrownBy(() -> StorableText.check(json.getBytes(charset), Json.mapper()));
  }
}
