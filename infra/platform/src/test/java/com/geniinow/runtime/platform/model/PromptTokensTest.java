package com.geniinow.runtime.platform.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.geniinow.runtime.platform.web.Json;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class PromptTokensTest {
  /** Of one message of role user around an image: 3 prime the reply, 3 frame it, 1 is "user". */
  private static final long FRAME = 7;

  private final PromptTokens tokens = new PromptTokens();

  @ParameterizedTest
  @CsvSource({
    "gpt-4o-mini,             low,  2833",
    "gpt-4o-mini,             high, 48169", // 2833 + 8 * 5667
    "gpt-4o-mini-2024-07-18,  high, 48169",
    "ft:gpt-4o-mini:org::id,  high, 48169",
    "gpt-4o,                  low,  85",
    "gpt-4o,                  high, 1445", // 85 + 8 * 170
    "gpt-4o-2024-08-06,       auto, 1445",
    "gpt-4.1,                 high, 1445",
    "gpt-4.1-mini,            low,  2489", // 1536 * 1.62
    "gpt-4.1-mini,            high, 2489",
    "gpt-4.1-nano,            high, 3779", // 1536 * 2.46
    "o4-mini,                 high, 2642", // 1536 * 1.72
    "gpt-5,                   low,  70",
    "gpt-5,                   high, 1190", // 70 + 8 * 140
    "gpt-5-mini,              high, 2489",
    "gpt-5-nano,              high, 3779",
    "o3,                      low,  75",
    "o3,                      high, 1275", // 75 + 8 * 150
    "gpt-9,                   high, 48169",
    "gpt-9,                   low,  5001", // the dearest that "low" can be
  })
  void an_image_counts_by_its_model_s_rule_at_its_most(String model, String detail, long image) {
    assertThat(tokens.count(model, image(", \"detail\": \"" + detail + "\"")))
        .isEqualTo(FRAME + image);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ", \"detail\": null", ", \"detail\": 5", ", \"detail\": \"LOW\""})
  void an_image_without_a_detail_counts_as_the_finest(String detail) {
    assertThat(tokens.count("gpt-4o", image(detail))).isEqualTo(FRAME + 1445);
  }

  @Test
  void each_image_counts_and_their_bytes_do_not() {
    var part = "{\"type\": \"image_url\", \"image_url\": {\"url\": \"data:%s\"}}";
    var parts = part.formatted("A".repeat(5_000)) + "," + part.formatted("B");

    assertThat(tokens.count("gpt-4o", content("[" + parts + "]"))).isEqualTo(FRAME + 2 * 1445);
    assertThat(tokens.most("gpt-4o", content("[" + parts + "]")))
        .isBetween(2L * 1445, FRAME + 2 * 1445 + 4);
  }

  @Test
  void what_looks_like_a_special_token_is_text() {
    assertThat(tokens.count("gpt-4o", content("\"<|endoftext|><|im_start|>\"")))
        .isGreaterThan(FRAME + 6);
  }

  @Test
  void tools_schemas_and_a_forced_choice_count() {
    var hello = "\"messages\": [{\"role\": \"user\", \"content\": \"hello\"}]";
    long alone = tokens.count("gpt-4o", json("{" + hello + "}"));
    var description = "word ".repeat(500).strip();
    var function =
        "{\"name\": \"f\", \"description\": \"%s\", \"parameters\": {}}".formatted(description);
    for (var more :
        new String[] {
          "\"tools\": [{\"type\": \"function\", \"function\": %s}]".formatted(function),
          "\"functions\": [%s]".formatted(function),
          "\"response_format\": {\"type\": \"json_schema\", \"json_schema\": %s}"
              .formatted(function),
          "\"function_call\": {\"name\": \"%s\"}".formatted(description),
          "\"tool_choice\": {\"type\": \"allowed_tools\", \"tools\": [%s]}".formatted(function)
        }) {
      assertThat(tokens.count("gpt-4o", json("{" + hello + ", " + more + "}")))
          .as(more)
          .isGreaterThan(alone + 500);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'tool_calls': [{'id': 'c', 'type': 'function', 'image_url': {'detail': 'low'}, %s}]",
        "'tool_calls': [{'type': 'id', 'id': 'x', %s}]",
        "'tool_calls': [{'type': 'text', 'text': 'x', %s}]",
        "'annotations': [{'type': 'a', 'a': 'x', %s}]",
        "'refusal': [{'type': 'text', 'text': 'x', %s}]",
        "'content': [{'type': 'id', 'id': 'x', %s}]"
      })
  void only_what_is_content_has_parts(String field) {
    var words = "'function': {'name': 'f', 'arguments': '" + "word ".repeat(3_000) + "'}";
    var payload = "{'messages': [{'role': 'assistant', %s}]}".formatted(field.formatted(words));

    assertThat(tokens.count("gpt-4o", json(payload.replace('\'', '"')))).isGreaterThan(3_000);
    assertThat(tokens.most("gpt-4o", json(payload.replace('\'', '"')))).isGreaterThan(15_000);
  }

  @ParameterizedTest
  @CsvSource({
    "gpt-4.1,                4",
    "gpt-4.1-mini,           4",
    "gpt-4.1-nano,           4",
    "gpt-4.1-2025-04-14,     4",
    "ft:gpt-4.1-mini:org::x, 4",
    "gpt-4.5-preview,        4",
    "gpt-4o,                 4",
    "gpt-4o-mini-2024-07-18, 4",
    "chatgpt-4o-latest,      4",
    "gpt-5,                  4",
    "gpt-5-mini,             4",
    "o1,                     4",
    "o3-pro,                 4",
    "o4-mini,                4",
    "gpt-4,                  1",
    "gpt-4-turbo-2024-04-09, 1",
    "gpt-4-0613,             1",
    "gpt-3.5-turbo,          1",
    "gpt-4.7,                4",
    "gpt-6,                  4",
    "computer-use-preview,   4"
  })
  void each_model_is_counted_by_its_own_tokenizer(String model, long each) {
    assertThat(tokens.ofText(model, ".getElementById".repeat(1_000))).isEqualTo(1_000 * each);
  }

  @ParameterizedTest
  @ValueSource(strings = {".getElementById", "漢字仮名交じり文", "Übergrößenträger", "नमस्ते दुनिया"})
  void a_model_that_is_not_known_is_counted_by_the_tokenizer_that_finds_the_most(String text) {
    assertThat(tokens.ofText("gpt-9", text))
        .isEqualTo(Math.max(tokens.ofText("gpt-4", text), tokens.ofText("gpt-4o", text)));
  }

  @Test
  void a_model_of_somebody_else_counts_by_bytes() {
    assertThat(tokens.count("llama-4", content("\"hello\""))).isEqualTo(3 + 3 + 4 + 5);
    assertThat(tokens.count("llama-4", content("\"漢\""))).isEqualTo(3 + 3 + 4 + 3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", " ", "\\n", "!", "7", "漢", "😀", "a ", "'s", "aA1 ", "\\r\\n", "é"})
  void no_text_is_counted_above_its_bytes_or_for_long(String unit) {
    var text = "\"" + unit.repeat(250_000 / unit.length()) + "\"";
    for (var model : new String[] {"gpt-4o", "gpt-4"}) {
      var payload = content(text);
      // Seconds only on a machine that is busy otherwise; what is quadratic takes minutes.
      long counted =
          assertTimeoutPreemptively(
              Duration.ofSeconds(60), () -> tokens.count(model, payload), unit);

      assertThat(counted).isBetween(1L, tokens.most(model, payload));
    }
  }

  private static JsonNode image(String more) {
    return content(
        "[{\"type\": \"image_url\", \"image_url\": {\"url\": \"https://x/y.png\"%s}}]"
            .formatted(more));
  }

  private static JsonNode content(String content) {
    return json("{\"messages\": [{\"role\": \"user\", \"content\": %s}]}".formatted(content));
  }

  private static JsonNode json(String text) {
    return Json.mapper().readTree(text);
  }
}
