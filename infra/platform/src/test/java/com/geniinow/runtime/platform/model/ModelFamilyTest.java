package com.geniinow.runtime.platform.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelFamilyTest {
  @ParameterizedTest
  @CsvSource({
    "text-embedding-3-small,         true",
    "ft:text-embedding-3-large:o::i, true",
    "gpt-4o,                         false",
    "claude-haiku-4-5-20251001,      false",
    "my-text-embedding-model,        false"
  })
  void models_that_answer_no_chat_are_known(String model, boolean forEmbeddings) {
    assertThat(ModelFamily.of(model).forEmbeddings()).isEqualTo(forEmbeddings);
    assertThat(ChatFields.isNoChatModel(model)).isEqualTo(forEmbeddings);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"claude-3-opus-20240229", "claude-9", "llama-4", "ollama-o1", "", "\n", "gpt4\n"})
  void who_is_not_of_openai_counts_by_bytes(String model) {
    assertThat(ModelFamily.of(model).tokenizer().applyAsLong("hello 漢")).isEqualTo(9);
    assertThat(ModelFamily.of(model).frame().tools()).isEqualTo(804);
  }

  @ParameterizedTest
  @ValueSource(strings = {"models.csv", "image-tokens.csv"})
  void what_is_known_names_its_source_and_its_date(String file) throws IOException {
    try (var in = ModelFamily.class.getResourceAsStream(file)) {
      var head = new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\nmodel,", 2)[0];

      assertThat(head.lines()).allMatch(line -> line.startsWith("#"));
      assertThat(head).contains("docs.claude.com").containsPattern("\\b20\\d{2}-\\d{2}-\\d{2}\\b");
    }
  }

  @Test
  void each_row_has_all_its_columns() {
    assertThat(ModelData.rows("models.csv")).allMatch(row -> row.length == 10);
    assertThat(ModelData.rows("image-tokens.csv")).allMatch(row -> row.length == 6);
    assertThat(ModelData.rows("models.csv").getLast()[0]).isEqualTo(".*");
    assertThat(ModelData.rows("models.csv")).extracting(row -> row[0]).doesNotHaveDuplicates();
  }
}
