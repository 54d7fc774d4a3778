package com.geniinow.runtime.platform.model;

import com.geniinow.runtime.platform.web.Json;
import com.geniinow.runtime.testing.Property;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** A chat request made at random: as {@link ChatFields} lets pass, and as dear as one can be. */
record RandomPrompt(JsonNode payload, List<Image> images) {
  /** An image as it really is, which its address doesn't say. */
  record Image(int width, int height, String detail) {}

  private static final List<Function<Random, String>> PIECES =
      List.of(
          r -> Property.oneOf(r, "The quick fox", " a", "word ", "Übergrößenträger", "naïve "),
          r ->
              Property.oneOf(
                  r, "漢字仮名", "नमस्ते ", "مرحبا بالعالم", "สวัสดี", "Привет", "ዓለም", "𓀀𓂀"),
          r ->
              Property.oneOf(
                  r, "👩‍👩‍👧‍👦", "😀", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "e\u0301\u0302", "\u200f\u202e\ufeff"),
          r -> Property.oneOf(r, "if (x == null) {\n    return;\n}\n", "\"a\": [1, 2]", "a\\b\\\\"),
          r -> Property.oneOf(r, "\text", "\new", "\frac", "\bar", "\right", "\n\n"),
          r -> Property.oneOf(r, "<|endoftext|>", "<|im_start|>", "<|im_end|>", "[INST]", "</s>"),
          r -> Property.oneOf(r, "\u0001", "\u001b[0m", "\u007f", "\"", "\"\"", "\r\n", "/", "',"),
          r -> Character.toString(codePoint(r)),
          r -> Property.oneOf(r, "a", " ", "!", "7", "é", "\t", "=").repeat(r.nextInt(1, 60)));

  static RandomPrompt of(Random random) {
    var images = new ArrayList<Image>();
    var payload = new LinkedHashMap<String, Object>();
    payload.put("messages", Property.list(random, 1, 5, r -> message(r, images)));
    if (random.nextBoolean()) {
      payload.put("tools", Property.list(random, 1, 4, RandomPrompt::tool));
    }
    if (random.nextInt(3) == 0) {
      var schema = Map.of("name", name(random), "schema", parameters(random));
      payload.put("response_format", Map.of("type", "json_schema", "json_schema", schema));
    }
    return new RandomPrompt(Json.mapper().valueToTree(payload), images);
  }

  private static Map<String, Object> message(Random random, List<Image> images) {
    var message = new LinkedHashMap<String, Object>();
    message.put("role", Property.oneOf(random, "system", "user", "assistant", "developer"));
    message.put("content", random.nextBoolean() ? text(random) : parts(random, images));
    if (random.nextInt(4) == 0) {
      message.put("name", name(random));
    }
    if (random.nextInt(4) == 0) {
      message.put("role", "assistant");
      message.put("tool_calls", Property.list(random, 1, 3, RandomPrompt::call));
    }
    return message;
  }

  private static List<Object> parts(Random random, List<Image> images) {
    return Property.list(
        random,
        0,
        3,
        r -> {
          if (r.nextBoolean()) {
            return Map.of("type", "text", "text", text(r));
          }
          var detail = Property.oneOf(r, "auto", "low", "high");
          images.add(new Image(1 + r.nextInt(8_000), 1 + r.nextInt(8_000), detail));
          var url = Map.of("url", "https://x/y.png", "detail", detail);
          return Map.of("type", "image_url", "image_url", url);
        });
  }

  private static Map<String, Object> call(Random random) {
    var function = Map.of("name", name(random), "arguments", text(random));
    return Map.of("id", "call_" + random.nextInt(99), "type", "function", "function", function);
  }

  private static Map<String, Object> tool(Random random) {
    var kind = random.nextInt(4) == 0 ? "custom" : "function";
    var body = new LinkedHashMap<String, Object>();
    body.put("name", name(random));
    if (random.nextBoolean()) {
      body.put("description", text(random));
    }
    if (kind.equals("function") && random.nextBoolean()) {
      body.put("parameters", parameters(random));
    }
    return Map.of("type", kind, kind, body);
  }

  private static Map<String, Object> parameters(Random random) {
    var properties = new LinkedHashMap<String, Object>();
    for (var name : Property.list(random, 0, 4, RandomPrompt::name)) {
      var property = new LinkedHashMap<String, Object>();
      property.put("type", Property.oneOf(random, "string", "integer", "boolean"));
      property.put("description", text(random));
      if (random.nextBoolean()) {
        property.put("enum", Property.list(random, 0, 150, RandomPrompt::word));
      }
      properties.put(name, property);
    }
    return Map.of("type", "object", "properties", properties);
  }

  private static String name(Random random) {
    return "f" + Integer.toString(random.nextInt(9_999), 36);
  }

  private static String word(Random random) {
    return Property.oneOf(random, "a", "x1", "", ",", "\"", "漢", "long_value");
  }

  /** Few kinds of pieces each, so that some are made of one alone. */
  private static String text(Random random) {
    var kinds = Property.list(random, 1, 3, r -> PIECES.get(r.nextInt(PIECES.size())));
    return String.join(
        "", Property.list(random, 0, 40, r -> kinds.get(r.nextInt(kinds.size())).apply(r)));
  }

  private static int codePoint(Random random) {
    int point = 1 + random.nextInt(0x10FFFF);
    return point >= 0xD800 && point < 0xE000 ? 'x' : point;
  }
}
