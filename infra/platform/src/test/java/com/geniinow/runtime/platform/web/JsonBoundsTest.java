package com.geniinow.runtime.platform.web;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.geniinow.runtime.platform.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class JsonBoundsTest {
  private static final JsonMapper MAPPER = Json.mapper();

  @Test
  void a_hundred_levels_pass_and_one_more_does_not() {
    passes(nested("[", "]", 100));
    passes(nested("{\"a\":", "}", 99).replace("{\"a\":}", "{\"a\":1}"));
    refused(nested("[", "]", 101));
    refused(nested("{\"a\":[", "]}", 51));
    refused(nested("[", "]", 5_000));
  }

  @Test
  void what_just_fits_alone_fits_into_a_list_of_documents() {
    var list = "{\"items\":[%s]}";
    var fits = list.formatted(nested("[", "]", 100)).getBytes(StandardCharsets.UTF_8);
    assertThatCode(() -> JsonBounds.checkList(fits, MAPPER)).doesNotThrowAnyException();
    var tooDeep = list.formatted(nested("[", "]", 101)).getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> JsonBounds.checkList(tooDeep, MAPPER))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("102");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"dec\":12345678901234567.89,\"exp\":1e400,\"tiny\":1e-400}",
        "[1e989, -2E+10, 0e5, 1e-989]",
        "{\"e1\":\"1e999999999\",\"text\":\"[[[[{{{{\\\"[[[\"}",
        "true",
        "no JSON {"
      })
  void what_everybody_can_read_passes(String document) {
    passes(document);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":1e1000000000}",
        "[1e990]",
        "[1e-990]",
        "[0.1e-2000]",
        "-1E+1001",
        "[1e99999999999]"
      })
  void a_number_that_fills_pages_when_written_out_is_refused(String document) {
    refused(document);
  }

  @Test
  void a_long_number_has_the_same_bound_without_an_exponent() {
    passes("[" + "1".repeat(990) + ",-0." + "1".repeat(980) + ",\"" + "1".repeat(5_000) + "\"]");
    refused("[" + "1".repeat(991) + "]");
    refused("[1." + "0".repeat(995) + "]");
  }

  @Test
  void other_encodings_have_the_same_bounds() {
    assertThatThrownBy(
            () ->
                JsonBounds.check(nested("[", "]", 101).getBytes(StandardCharsets.UTF_16LE), MAPPER))
        .isInstanceOf(ProblemException.class);
  }

  private static String nested(String open, String close, int times) {
    return open.repeat(times) + close.repeat(times);
  }

  private static void passes(String document) {
    assertThatCode(() -> check(document)).doesNotThrowAnyException();
  }

  private static void refused(String document) {
    assertThatThrownBy(() -> check(document)).isInstanceOf(ProblemException.class);
  }

  private static void check(String document) {
    JsonBounds.check(document.getBytes(StandardCharsets.UTF_8), MAPPER);
  }
}
