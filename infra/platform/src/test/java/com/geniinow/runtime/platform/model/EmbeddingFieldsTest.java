package com.geniinow.runtime.platform.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.geniinow.runtime.platform.problem.Reason;
import com.geniinow.runtime.platform.web.Json;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class EmbeddingFieldsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "'input': 'hello'",
        "'input': ['a', 'b'], 'model': 'm', 'user': 'u'",
        "'input': [1, 2, 3], 'encoding_format': 'base64'",
        "'input': [[1, 2], [3]], 'dimensions': 256, 'encoding_format': 'float'",
        "'input': 'hello', 'encoding_format': null, 'dimensions': null"
      })
  void texts_and_tokens_pass(String fields) throws Exception {
    EmbeddingFields.check(json("{" + fields + "}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "INVALID_REQUEST   | input           | 'model': 'm'",
        "INVALID_REQUEST   | input           | 'input': ''",
        "INVALID_REQUEST   | input           | 'input': []",
        "INVALID_REQUEST   | input           | 'input': {}",
        "INVALID_REQUEST   | input[1]        | 'input': ['a', 1]",
        "INVALID_REQUEST   | input[1]        | 'input': ['a', '']",
        "INVALID_REQUEST   | input[1]        | 'input': [1, 'a']",
        "INVALID_REQUEST   | input[0]        | 'input': [1.5]",
        "INVALID_REQUEST   | input[1]        | 'input': [1, -1]",
        "INVALID_REQUEST   | input[0]        | 'input': [[]]",
        "INVALID_REQUEST   | input[0]        | 'input': [['a']]",
        "INVALID_REQUEST   | encoding_format | 'input': 'a', 'encoding_format': 'int8'",
        "INVALID_REQUEST   | dimensions      | 'input': 'a', 'dimensions': 0",
        "UNSUPPORTED_FIELD | stream          | 'input': 'a', 'stream': true",
        "UNSUPPORTED_FIELD | service_tier    | 'input': 'a', 'service_tier': null"
      })
  void what_is_neither_is_named(Reason reason, String param, String fields) {
    var refused = refused(json("{" + fields + "}"));

    assertThat(refused.reason()).isEqualTo(reason);
    assertThat(refused.param()).isEqualTo(param);
  }

  @Test
  void so_many_texts_and_no_more_are_taken_at_once() {
    assertThatCode(() -> EmbeddingFields.check(of("'a'", 2_048))).doesNotThrowAnyException();
    assertThat(refused(of("'a'", 2_049)).param()).isEqualTo("input");
    assertThatCode(() -> EmbeddingFields.check(of("7", 8_192))).doesNotThrowAnyException();
    assertThat(refused(of("7", 8_193)).param()).isEqualTo("input");
  }

  private static JsonNode of(String item, int times) {
    return json("{'input': [" + String.join(",", Collections.nCopies(times, item)) + "]}");
  }

  private static ChatPayloadException refused(JsonNode body) {
    return catchThrowableOfType(ChatPayloadException.class, () -> EmbeddingFields.check(body));
  }

  private static JsonNode json(String text) {
    return Json.mapper().readTree(text.replace('\'', '"'));
  }
}
