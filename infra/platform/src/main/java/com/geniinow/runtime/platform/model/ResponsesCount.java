package com.geniinow.runtime.platform.model;

import static com.geniinow.runtime.platform.model.Shapes.isAbsent;
import static com.geniinow.runtime.platform.model.Shapes.type;

import tools.jackson.databind.JsonNode;

/**
 * Goes through a request for a response. Nobody says what is written around its items: each counts
 * as a message, with all that stands in it. What is encrypted counts as the text that it is, which
 * is longer than what is in it.
 */
record ResponsesCount(PromptCount count) {
  long of(JsonNode body) {
    var frame = count.frame();
    long tokens = frame.reply();
    var instructions = body.path("instructions");
    tokens += isAbsent(instructions) ? 0 : frame.message() + count.plain(instructions);
    var input = body.path("input");
    if (input.isString()) {
      // Of the role user, which isn't written.
      tokens += frame.message() + 1 + count.plain(input);
    } else {
      for (JsonNode item : input) {
        tokens += item(item);
      }
    }
    return tokens
        + count.tools(body.path("tools"))
        + count.format(body.path("text").path("format"))
        + count.choice(body.path("tool_choice"));
  }

  private long item(JsonNode item) {
    long tokens = count.frame().message();
    for (var field : item.properties()) {
      var value = field.getValue();
      if (value.isArray()) {
        for (JsonNode part : value) {
          tokens += part(part);
        }
      } else {
        tokens += count.plain(value);
      }
    }
    return tokens;
  }

  private long part(JsonNode part) {
    return switch (type(part)) {
      case "input_text", "summary_text", "reasoning_text" -> count.plain(part.path("text"));
      case "output_text" ->
          count.plain(part.path("text")) + more(part, "annotations") + more(part, "logprobs");
      case "refusal" -> count.plain(part.path("refusal"));
      case "input_image" -> count.image(part.path("detail"));
      default -> count.schema(part);
    };
  }

  private long more(JsonNode part, String field) {
    return part.path(field).isEmpty() ? 0 : count.schema(part.path(field));
  }
}
