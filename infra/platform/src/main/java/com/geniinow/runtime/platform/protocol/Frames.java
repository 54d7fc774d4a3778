package com.geniinow.runtime.platform.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** JSON as it is sent, and as events of a stream. */
final class Frames {
  /** What stands behind the last event of OpenAI's chat. */
  static final String DONE = "[DONE]";

  // As deep as anything that is taken in anywhere.
  private static final int DEPTH = 1_000;

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamWriteConstraints(
                      StreamWriteConstraints.builder().maxNestingDepth(DEPTH).build())
                  .build())
          .build();

  private Frames() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static JsonNode number(long value) {
    return JsonNodeFactory.instance.numberNode(value);
  }

  static byte[] bytes(JsonNode document) {
    return JSON.writeValueAsBytes(document);
  }

  /** Null where it is no JSON. */
  static @Nullable JsonNode read(String data) {
    try {
      return JSON.readTree(data);
    } catch (RuntimeException unreadable) {
      return null;
    }
  }

  /**
   * One event.
   *
   * @param name null where the protocol names none
   */
  static String event(@Nullable String name, JsonNode data) {
    return event(name, JSON.writeValueAsString(data));
  }

  static String event(@Nullable String name, String data) {
    return (name == null ? "" : "event: " + name + "\n") + "data: " + data + "\n\n";
  }

  static byte[] utf8(String events) {
    return events.getBytes(UTF_8);
  }
}
