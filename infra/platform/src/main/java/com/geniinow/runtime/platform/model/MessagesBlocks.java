package com.geniinow.runtime.platform.model;

import static com.geniinow.runtime.platform.model.ChatPayloadException.invalid;
import static com.geniinow.runtime.platform.model.ChatPayloadException.uncountable;
import static com.geniinow.runtime.platform.model.ChatPayloadException.unsupported;
import static com.geniinow.runtime.platform.model.Shapes.flag;
import static com.geniinow.runtime.platform.model.Shapes.isAbsent;
import static com.geniinow.runtime.platform.model.Shapes.isOne;
import static com.geniinow.runtime.platform.model.Shapes.object;
import static com.geniinow.runtime.platform.model.Shapes.oneOf;
import static com.geniinow.runtime.platform.model.Shapes.optional;
import static com.geniinow.runtime.platform.model.Shapes.text;
import static com.geniinow.runtime.platform.model.Shapes.type;

import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What messages of Anthropic's API are made of. */
final class MessagesBlocks {
  /** Fields by type of block. */
  private static final Map<String, Set<String>> BLOCKS =
      Map.of(
          "text", Set.of("type", "text", "cache_control", "citations"),
          "image", Set.of("type", "source", "cache_control"),
          "document", Set.of("type", "source", "title", "context", "cache_control", "citations"),
          "tool_use", Set.of("type", "id", "name", "input", "cache_control"),
          "tool_result", Set.of("type", "tool_use_id", "content", "is_error", "cache_control"),
          "thinking", Set.of("type", "thinking", "signature"),
          "redacted_thinking", Set.of("type", "data"));

  private static final Set<String> TEXTS =
      Set.of(
          "text", "title", "context", "id", "name", "tool_use_id", "thinking", "signature", "data");

  private static final Set<String> OF_SYSTEM = Set.of("text");
  private static final Set<String> OF_RESULT = Set.of("text", "image");
  private static final Map<String, Set<String>> IMAGES =
      Map.of(
          "base64", Set.of("type", "media_type", "data"),
          "url", Set.of("type", "url"));

  private MessagesBlocks() {}

  static void check(JsonNode body) throws ChatPayloadException {
    content("system", body.path("system"), OF_SYSTEM);
    var messages = body.path("messages");
    if (!messages.isArray() || messages.isEmpty()) {
      throw invalid("messages", "must be a list of messages");
    }
    for (var i = 0; i < messages.size(); i++) {
      var at = "messages[" + i + "]";
      var message = messages.get(i);
      object(at, message, Set.of("role", "content"));
      if (!isOne(message.path("role"), Set.of("user", "assistant"))) {
        throw invalid(at + ".role", "must be user or assistant");
      }
      content(at + ".content", message.path("content"), BLOCKS.keySet());
    }
  }

  /** Where a prompt is kept from: what that costs is held. */
  static void cached(String at, JsonNode control) throws ChatPayloadException {
    optional(at, control, Set.of("type", "ttl"));
    oneOf(at + ".type", control.path("type"), Set.of("ephemeral"));
    oneOf(at + ".ttl", control.path("ttl"), Set.of("5m", "1h"));
  }

  private static void content(String at, JsonNode content, Set<String> types)
      throws ChatPayloadException {
    if (isAbsent(content) || content.isString()) {
      return;
    }
    if (!content.isArray()) {
      throw invalid(at, "must be text or a list of blocks");
    }
    for (var i = 0; i < content.size(); i++) {
      block(at + "[" + i + "]", content.get(i), types);
    }
  }

  private static void block(String at, JsonNode block, Set<String> types)
      throws ChatPayloadException {
    var type = type(block);
    if (!types.contains(type)) {
      throw uncountable(at, "is of a type that can't be counted before the call");
    }
    var fields = BLOCKS.getOrDefault(type, Set.of());
    object(at, block, fields);
    for (var field : fields) {
      if (TEXTS.contains(field)) {
        text(at + "." + field, block.path(field));
      }
    }
    cached(at + ".cache_control", block.path("cache_control"));
    cited(at + ".citations", block.path("citations"));
    switch (type) {
      case "image" -> image(at + ".source", block.path("source"));
      case "document" -> document(at + ".source", block.path("source"));
      case "tool_result" -> content(at + ".content", block.path("content"), OF_RESULT);
      default -> {}
    }
  }

  private static void image(String at, JsonNode source) throws ChatPayloadException {
    var fields = IMAGES.get(type(source));
    if (fields == null) {
      throw unsupported(at + ".type", "must be base64 or url");
    }
    object(at, source, fields);
    for (var field : fields) {
      text(at + "." + field, source.path(field));
    }
  }

  private static void document(String at, JsonNode source) throws ChatPayloadException {
    if (!type(source).equals("text")) {
      throw uncountable(at, "is of a type that can't be counted before the call");
    }
    object(at, source, Set.of("type", "media_type", "data"));
    text(at + ".data", source.path("data"));
  }

  /** With citations the provider writes into the prompt, and it doesn't say how much. */
  private static void cited(String at, JsonNode citations) throws ChatPayloadException {
    if (citations.isObject()) {
      object(at, citations, Set.of("enabled"));
      flag(at + ".enabled", citations.path("enabled"));
    }
    if (citations.path("enabled").asBoolean(false)
        || (citations.isArray() && !citations.isEmpty())) {
      throw unsupported(at, "can't be set: what they cost is not known");
    }
  }
}
