package com.geniinow.runtime.platform.model;

import static com.geniinow.runtime.platform.model.ChatPayloadException.invalid;
import static com.geniinow.runtime.platform.model.ChatPayloadException.uncountable;
import static com.geniinow.runtime.platform.model.ChatPayloadException.unsupported;
import static com.geniinow.runtime.platform.model.Shapes.isAbsent;
import static com.geniinow.runtime.platform.model.Shapes.isOne;
import static com.geniinow.runtime.platform.model.Shapes.object;
import static com.geniinow.runtime.platform.model.Shapes.oneOf;
import static com.geniinow.runtime.platform.model.Shapes.quoted;
import static com.geniinow.runtime.platform.model.Shapes.text;
import static com.geniinow.runtime.platform.model.Shapes.type;

import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The items of a response's input: what they hold is counted, and nothing else goes along. */
final class ResponsesItems {
  /** Fields by type of item. */
  private static final Map<String, Set<String>> ITEMS =
      Map.of(
          "message", Set.of("type", "id", "role", "content", "status", "phase"),
          "function_call", Set.of("type", "id", "call_id", "name", "arguments", "status"),
          "function_call_output", Set.of("type", "id", "call_id", "output", "status"),
          "custom_tool_call", Set.of("type", "id", "call_id", "name", "input", "status"),
          "custom_tool_call_output", Set.of("type", "id", "call_id", "output", "status"),
          "reasoning", Set.of("type", "id", "summary", "content", "encrypted_content", "status"));

  /** Fields of an item that hold parts, or text. */
  private static final Set<String> WITH_PARTS = Set.of("content", "output", "summary");

  private static final Set<String> ROLES = Set.of("user", "assistant", "system", "developer");

  /** Fields by type of part, the one that is counted first. */
  private static final Map<String, Set<String>> PARTS =
      Map.of(
          "input_text", Set.of("type", "text"),
          "output_text", Set.of("type", "text", "annotations", "logprobs"),
          "summary_text", Set.of("type", "text"),
          "reasoning_text", Set.of("type", "text"),
          "refusal", Set.of("type", "refusal"),
          "input_image", Set.of("type", "image_url", "detail"));

  private static final Set<String> DETAILS = Set.of("auto", "low", "high");

  private ResponsesItems() {}

  static void check(JsonNode input) throws ChatPayloadException {
    if (input.isString()) {
      return;
    }
    if (!input.isArray() || input.isEmpty()) {
      throw invalid("input", "must be text or a list of items");
    }
    for (var i = 0; i < input.size(); i++) {
      item("input[" + i + "]", input.get(i));
    }
  }

  private static void item(String at, JsonNode item) throws ChatPayloadException {
    var type = isAbsent(item.path("type")) ? "message" : type(item);
    var fields = ITEMS.get(type);
    if (fields == null) {
      throw unsupported(
          at + ".type",
          "is %s, which can't be sent".formatted(quoted(type.isEmpty() ? "no text" : type)));
    }
    object(at, item, fields);
    for (var field : fields) {
      if (WITH_PARTS.contains(field)) {
        parts(at + "." + field, item.path(field));
      } else {
        text(at + "." + field, item.path(field));
      }
    }
    if (type.equals("message") && !isOne(item.path("role"), ROLES)) {
      throw invalid(at + ".role", "must be user, assistant, system or developer");
    }
  }

  private static void parts(String at, JsonNode parts) throws ChatPayloadException {
    if (isAbsent(parts) || parts.isString()) {
      return;
    }
    if (!parts.isArray()) {
      throw invalid(at, "must be text or a list of parts");
    }
    for (var i = 0; i < parts.size(); i++) {
      part(at + "[" + i + "]", parts.get(i));
    }
  }

  private static void part(String at, JsonNode part) throws ChatPayloadException {
    if (!isAbsent(part.path("file_id"))) {
      throw unsupported(
          at + ".file_id", "can't be set: the provider keeps no files of this platform's");
    }
    var type = type(part);
    var fields = PARTS.get(type);
    if (fields == null) {
      throw uncountable(at, "is of a type that can't be counted before the call");
    }
    for (var name : part.propertyNames()) {
      if (!fields.contains(name) && !name.equals("file_id")) {
        throw unsupported(at + "." + quoted(name), "is not among the fields whose cost is known");
      }
    }
    var counted =
        switch (type) {
          case "refusal" -> "refusal";
          case "input_image" -> "image_url";
          default -> "text";
        };
    if (!part.path(counted).isString()) {
      throw invalid(at + "." + counted, "must be text");
    }
    oneOf(at + ".detail", part.path("detail"), DETAILS);
  }
}
