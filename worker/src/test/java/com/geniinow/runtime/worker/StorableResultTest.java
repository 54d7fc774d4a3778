package com.geniinow.runtime.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.worker.executor.Outcome;
import com.geniinow.runtime.worker.executor.Usage;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StorableResultTest {
  private static final Usage USED = new Usage("gpt-4o", 8, 2);

  static Stream<Arguments> unstorable() {
    return Stream.of(
        Arguments.of("\"\\u0000\"", "holds U+0000"),
        Arguments.of("{\"content\":\"a\\u0000\"}", "holds U+0000 at /content"),
        Arguments.of("{\"a\":[1,{\"b\":\"\\ud800x\"}]}", "holds half a surrogate pair at /a/1/b"),
        Arguments.of("{\"a\":{\"b\\udc00\":1}}", "holds half a surrogate pair at /a/b "),
        Arguments.of(nested(100), "nests more than 99 levels deep"),
        Arguments.of("{\"n\":1e999}", "holds a number of more than 990 digits at /n"),
        Arguments.of("[1e-990]", "holds a number of more than 990 digits at /0"),
        Arguments.of(quotes(131_072), "has 262146 bytes as JSON, more than 262144"));
  }

  @ParameterizedTest
  @MethodSource("unstorable")
  void a_result_that_can_not_be_stored_fails_for_good_and_is_charged(String result, String why) {
    assertThat(of(result))
        .isEqualTo(
            new Outcome.Failed("the result " + why + ", which can't be stored", false, USED));
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "{\"a\":\"\\ud83d\\ude00\"}", "[1e400,1e-400]", "{\"a\":[{}]}"})
  void all_other_results_are_reported_as_they_are(String result) {
    assertThat(of(result)).isEqualTo(completed(result));
  }

  @Test
  void what_just_fits_is_reported() {
    for (var result : new String[] {nested(99), quotes(131_071)}) {
      assertThat(of(result)).isEqualTo(completed(result));
    }
  }

  private static Outcome of(String result) {
    return StorableResult.of(completed(result));
  }

  private static Outcome completed(String result) {
    return new Outcome.Completed(WorkerJson.mapper().readTree(result), USED);
  }

  private static String nested(int levels) {
    return "[".repeat(levels) + "]".repeat(levels);
  }

  /** Each takes two bytes once it is written. */
  private static String quotes(int number) {
    return "\"" + "\\\"".repeat(number) + "\"";
  }
}
