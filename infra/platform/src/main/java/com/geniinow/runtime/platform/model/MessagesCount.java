package com.geniinow.runtime.platform.model;

import static com.geniinow.runtime.platform.model.Shapes.isAbsent;
import static com.geniinow.runtime.platform.model.Shapes.type;

import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Goes through a request of Anthropic's API. A block counts with the names of its fields: what is
 * written around it isn't said. A schema of the answer is put before the model like a tool.
 */
record MessagesCount(PromptCount count) {
  private static final Set<String> PARTS = Set.of("content");
  private static final Set<String> NOT_SEEN = Set.of("cache_control");

  long of(JsonNode body) {
    var frame = count.frame();
    long tokens = frame.reply();
    var system = body.path("system");
    tokens += isAbsent(system) ? 0 : frame.message() + content(system);
    for (JsonNode message : body.path("messages")) {
      tokens +=
          frame.message() + count.plain(message.path("role")) + content(message.path("content"));
    }
    var format = body.path("output_config").path("format");
    return tokens
        + count.tools(body.path("tools"))
        + (isAbsent(format) ? 0 : frame.tools() + count.format(format))
        + count.choice(body.path("tool_choice"));
  }

  private long content(JsonNode content) {
    if (!content.isArray()) {
      return count.plain(content);
    }
    long tokens = 0;
    for (JsonNode block : content) {
      tokens += block(block);
    }
    return tokens;
  }

  private long block(JsonNode block) {
    return switch (type(block)) {
      case "text" -> count.plain(block.path("text"));
      case "image" -> count.image(block.path("detail"));
      default -> fields(block);
    };
  }

  private long fields(JsonNode block) {
    long tokens = 0;
    for (var field : block.properties()) {
      var name = field.getKey();
      if (PARTS.contains(name)) {
        tokens += content(field.getValue());
      } else if (!NOT_SEEN.contains(name)) {
        tokens += count.tokenizer().applyAsLong(name) + count.plain(field.getValue());
      }
    }
    return tokens;
  }
}
