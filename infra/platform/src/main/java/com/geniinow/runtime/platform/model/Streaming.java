package com.geniinow.runtime.platform.model;

import static com.geniinow.runtime.platform.model.Shapes.flag;
import static com.geniinow.runtime.platform.model.Shapes.optional;

import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Whether and how an answer is streamed, as OpenAI's requests say it. */
final class Streaming {
  private Streaming() {}

  /**
   * Looks at a field if it is about that.
   *
   * @param options that may be set; each is a flag
   */
  static boolean check(String name, JsonNode value, Set<String> options)
      throws ChatPayloadException {
    switch (name) {
      case "stream" -> flag(name, value);
      case "stream_options" -> {
        optional(name, value, options);
        for (var option : options) {
          flag(name + "." + option, value.path(option));
        }
      }
      default -> {
        return false;
      }
    }
    return true;
  }
}
