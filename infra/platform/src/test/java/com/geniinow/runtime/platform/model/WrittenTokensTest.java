package com.geniinow.runtime.platform.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WrittenTokensTest {
  private static final String TEXT =
      """
      Agents call models: 12,345 tokens, "quotes", naïve café, \tif (x) { return y; }
      Второе предложение. 漢字かな交じり文 and an emoji \uD83D\uDE00 or two.
      """;

  @ParameterizedTest
  @ValueSource(strings = {"gpt-4o", "gpt-4", "claude-haiku-4-5"})
  void a_text_in_pieces_counts_as_a_whole_or_a_little_more(String model) {
    var text = TEXT.repeat(200);
    var written = new WrittenTokens(model);
    var random = new Random(7);
    for (var at = 0; at < text.length(); ) {
      var end = Math.min(text.length(), at + 1 + random.nextInt(9));
      written.add(text.substring(at, end));
      at = end;
    }
    long whole = new PromptTokens().ofText(model, text);

    if (!model.startsWith("claude")) {
      assertThat(written.count()).isBetween(whole, whole * 101 / 100);
    }
    assertThat(written.least()).isBetween(1L, whole);
  }

  @ParameterizedTest
  @CsvSource({
    "gpt-4o,           1000, 1000, 884", // 1000 * 0.9 - 16
    "gpt-4o,           17,   17,   0",
    "claude-haiku-4-5, 1000, 5000, 625", // an eighth of its bytes
    "gpt-9,            1000, 1000, 625" // of a tokenizer that isn't known yet
  })
  void what_was_written_at_the_least_is_sure(String model, int words, long count, long least) {
    var written = new WrittenTokens(model);
    for (var i = 0; i < words; i++) {
      written.add(" word");
    }

    assertThat(written.count()).isEqualTo(count);
    assertThat(written.least()).isEqualTo(least);
  }

  @ParameterizedTest
  @ValueSource(strings = {"                ", "----------------", "\n\n\n\n"})
  void a_run_of_blanks_or_signs_may_be_a_single_token(String run) {
    var written = new WrittenTokens("claude-haiku-4-5");
    written.add(run.repeat(1_000));

    assertThat(written.least()).isZero();
    assertThat(written.count()).isEqualTo(run.length() * 1_000L);
  }

  @Test
  void nothing_is_nothing() {
    var written = new WrittenTokens("gpt-4o");
    written.add("");

    assertThat(written.count()).isZero();
    assertThat(written.least()).isZero();
  }

  @Test
  void a_long_piece_without_a_blank_is_cut_and_no_half_of_a_pair_is_counted_alone() {
    var text = "\uD83D\uDE00".repeat(5_000);
    var written = new WrittenTokens("gpt-4o");
    written.add("x" + text);

    long whole = new PromptTokens().ofText("gpt-4o", "x" + text);
    assertThat(written.count()).isBetween(whole, whole * 102 / 100);
  }
}
