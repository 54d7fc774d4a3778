package com.geniinow.runtime.command.tasktype;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PatternSizeTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "^[a-f0-9]{8}-[a-f0-9]{4}$",
        "(ab|c{3}){10}",
        "[]a{9}]{5}",
        "\\\\{9}x{2,7}",
        "a{200}",
        "((a{5}){5}){5}",
        "x{2,}",
        "{a}{,3}"
      })
  void is_about_what_compiling_makes_of_it(String pattern) {
    var made = Pattern.compile(pattern).programSize();

    assertThat(PatternSize.of(pattern)).isBetween(made / 4L, 4L * made + 20);
  }

  @ParameterizedTest
  @CsvSource({"'(a{1000}){1000}'", "'((a{999}){999}){999}'", "'((((a{1000}){1000}){1000}){1000}'"})
  void is_beyond_all_bounds_for_repetitions_of_repetitions(String pattern) {
    assertThat(PatternSize.of(pattern)).isGreaterThan(SchemaRules.MAX_PROGRAM);
  }
}
