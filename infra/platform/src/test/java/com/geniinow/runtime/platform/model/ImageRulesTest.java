package com.geniinow.runtime.platform.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.platform.web.Json;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The figures of OpenAI's guide "Images and vision" and of Anthropic's guide "Vision". */
class ImageRulesTest {
  private final PromptTokens tokens = new PromptTokens();

  @ParameterizedTest
  @CsvSource({
    "gpt-4o,               1024, 1024, high, 765",
    "gpt-4o,               2048, 4096, high, 1105",
    "gpt-4o,               4096, 8192, low,  85",
    "gpt-4o-mini,          1024, 1024, low,  2833",
    "gpt-4o-mini,          1024, 1024, high, 25501", // 2833 + 4 * 5667
    "gpt-5,                1024, 1024, high, 630",
    "o3,                   1024, 1024, high, 675",
    "computer-use-preview, 1024, 1024, high, 581",
    "gpt-4.1-mini,         1024, 1024, high, 1659", // 1024 patches * 1.62
    "gpt-4.1-mini,         1800, 2400, high, 2353", // 1452 patches * 1.62
    "gpt-4.1-nano,         1024, 1024, low,  2520",
    "o4-mini,              1800, 2400, high, 2498",
    "claude-3-7-sonnet,    200,  200,  high, 64", // of 28 px; 54 by the older rule
    "claude-3-7-sonnet,    1092, 1092, high, 1590",
    "claude-opus-4-7,      1920, 1080, high, 2765"
  })
  void no_image_of_the_guides_costs_more_than_is_held(
      String model, int width, int height, String detail, long documented) {
    assertThat(DocumentedImages.tokens(model, width, height, detail)).isEqualTo(documented);
    assertThat(held(model, detail)).isGreaterThanOrEqualTo(documented);
  }

  @ParameterizedTest
  @CsvSource({"1024, 1024, 1024", "1800, 2400, 1452", "2048, 768, 1536", "8000, 3000, 1536"})
  void patches_are_counted_as_in_the_guide(int width, int height, long patches) {
    assertThat(DocumentedImages.patches(width, height)).isBetween(patches - 50, patches);
  }

  @ParameterizedTest
  @CsvSource({
    "gpt-4o,               2048, 768",
    "gpt-4o-mini,          4096, 1536",
    "gpt-4.1,              768,  2048",
    "gpt-5,                2048, 768",
    "o1,                   2048, 768",
    "o3,                   2048, 768",
    "computer-use-preview, 2048, 768",
    "gpt-4.1-mini,         2048, 768",
    "gpt-4.1-nano,         1024, 1536",
    "gpt-5-mini,           2048, 768",
    "gpt-5-nano,           2048, 768",
    "o4-mini,              2048, 768"
  })
  void what_is_held_is_what_the_dearest_image_costs(String model, int width, int height) {
    assertThat(held(model, "high"))
        .isEqualTo(DocumentedImages.tokens(model, width, height, "high"));
  }

  @ParameterizedTest
  @CsvSource({
    "claude-3-7-sonnet,        1640, 1600", // 784 * 1568 / 750; "about 1,600" by the guide
    "claude-sonnet-4-20250514, 1640, 1568",
    "claude-haiku-4-5,         1640, 1568",
    "claude-opus-4-7,          5001, 4784" // 2576 * 1456 / 750
  })
  void what_is_about_a_figure_is_held_somewhat_above_it(String model, long most, long documented) {
    assertThat(held(model, "low")).isEqualTo(held(model, "high")).isEqualTo(most);
    assertThat(most).isBetween(documented, documented + documented / 20);
  }

  @ParameterizedTest
  @CsvSource({"claude-9, 5001, 48169", "gpt-9, 5001, 48169", "llama-4, 5001, 48169"})
  void a_model_that_is_not_listed_costs_as_much_as_the_dearest(String model, long low, long high) {
    assertThat(held(model, "low")).isEqualTo(low);
    assertThat(held(model, "high")).isEqualTo(high);
  }

  private long held(String model, String detail) {
    var image =
        "{'type': 'image_url', 'image_url': {'url': 'https://x/y.png', 'detail': '%s'}}"
            .formatted(detail);
    return count(model, image) - count(model, "");
  }

  private long count(String model, String parts) {
    var payload = "{'messages': [{'role': 'user', 'content': [%s]}]}".formatted(parts);
    return tokens.count(model, Json.mapper().readTree(payload.replace('\'', '"')));
  }
}
