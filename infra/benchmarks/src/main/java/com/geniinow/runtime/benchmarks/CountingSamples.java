package com.geniinow.runtime.benchmarks;

import com.geniinow.runtime.platform.web.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/** What is counted: short texts of many kinds, and images with what their guides say of them. */
final class CountingSamples {
  static final List<String> TEXTS =
      List.of("english", "german", "chinese", "arabic", "hindi", "emoji", "java", "json");

  /**
   * Tokens of an image of 1024 x 1024 at detail "high", by OpenAI's guide "Images and vision" and
   * Anthropic's guide "Vision".
   */
  static final List<Map.Entry<String, Long>> IMAGES =
      List.of(
          Map.entry("gpt-4o", 765L),
          Map.entry("gpt-4o-mini", 25_501L),
          Map.entry("gpt-5", 630L),
          Map.entry("gpt-4.1-mini", 1_659L), // 1,024 patches at 1.62
          Map.entry("claude-sonnet-4-5", 1_399L)); // 1,024 * 1,024 / 750

  private CountingSamples() {}

  static String text(String name) {
    var file = "counting/" + name + ".txt";
    try (var in = Objects.requireNonNull(CountingSamples.class.getResourceAsStream(file))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode message(String sample) {
    return content(text(sample));
  }

  static JsonNode image() {
    var url = Map.of("url", "https://x/y.png", "detail", "high");
    return content(List.of(Map.of("type", "image_url", "image_url", url)));
  }

  /** A request of one message. */
  static JsonNode content(Object content) {
    return json(Map.of("messages", List.of(Map.of("role", "user", "content", content))));
  }

  static JsonNode json(Object value) {
    return Json.mapper().valueToTree(value);
  }
}
