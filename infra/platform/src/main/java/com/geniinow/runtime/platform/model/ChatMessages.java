package com.geniinow.runtime.platform.model;

import static com.geniinow.runtime.platform.model.ChatPayloadException.invalid;
import static com.geniinow.runtime.platform.model.ChatPayloadException.uncountable;
import static com.geniinow.runtime.platform.model.ChatPayloadException.unsupported;
import static com.geniinow.runtime.platform.model.Shapes.isAbsent;
import static com.geniinow.runtime.platform.model.Shapes.isOne;
import static com.geniinow.runtime.platform.model.Shapes.list;
import static com.geniinow.runtime.platform.model.Shapes.object;
import static com.geniinow.runtime.platform.model.Shapes.text;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** The messages of a chat payload: what they hold is counted, and nothing else goes along. */
final class ChatMessages {
  private static final Set<String> MESSAGE =
      Set.of(
          "role",
          "content",
          "name",
          "tool_calls",
          "tool_call_id",
          "function_call",
          "refusal",
          "annotations",
          "audio");

  private static final List<String> TEXTS = List.of("role", "name", "tool_call_id", "refusal");

  private static final Set<String> ROLES =
      Set.of("developer", "system", "user", "assistant", "tool", "function");

  /** Who may say more than one part. */
  private static final Set<String> WITH_PARTS =
      Set.of("developer", "system", "user", "assistant", "tool");

  private static final Map<String, Set<String>> PARTS =
      Map.of(
          "text", Set.of("type", "text"),
          "refusal", Set.of("type", "refusal"),
          "image_url", Set.of("type", "image_url"));

  private static final Set<String> DETAILS = Set.of("auto", "low", "high");
  private static final Set<String> FUNCTION_CALL = Set.of("name", "arguments");
  private static final Set<String> CUSTOM_CALL = Set.of("name", "input");
  private static final Set<String> CITATION = Set.of("start_index", "end_index", "title", "url");

  private ChatMessages() {}

  static void check(JsonNode messages) throws ChatPayloadException {
    if (!messages.isArray() || messages.isEmpty()) {
      throw invalid("messages", "must be a list of messages");
    }
    for (var i = 0; i < messages.size(); i++) {
      message("messages[" + i + "]", messages.get(i));
    }
  }

  private static void message(String at, JsonNode message) throws ChatPayloadException {
    object(at, message, MESSAGE);
    if (!isAbsent(message.path("audio"))) {
      throw uncountable(at + ".audio", "can't be counted");
    }
    for (var text : TEXTS) {
      text(at + "." + text, message.path(text));
    }
    if (!isOne(message.path("role"), ROLES)) {
      throw invalid(at + ".role", "must be one of " + String.join(", ", new TreeSet<>(ROLES)));
    }
    content(at, message);
    calls(at + ".tool_calls", message.path("tool_calls"));
    call(at + ".function_call", message.path("function_call"), FUNCTION_CALL);
    annotations(at + ".annotations", message.path("annotations"));
  }

  private static void content(String at, JsonNode message) throws ChatPayloadException {
    var content = message.path("content");
    if (content.isArray() && isOne(message.path("role"), WITH_PARTS)) {
      for (var i = 0; i < content.size(); i++) {
        part(at + ".content[" + i + "]", content.get(i));
      }
    } else if (content.isArray()) {
      throw invalid(at + ".content", "must be text for this role");
    } else if (!isAbsent(content) && !content.isString()) {
      throw invalid(at + ".content", "must be text or a list of parts");
    }
  }

  private static void calls(String at, JsonNode calls) throws ChatPayloadException {
    if (isAbsent(calls)) {
      return;
    }
    if (!calls.isArray()) {
      throw invalid(at, "must be a list");
    }
    for (var i = 0; i < calls.size(); i++) {
      var item = at + "[" + i + "]";
      var type = calls.get(i).path("type");
      if (!isOne(type, Set.of("function", "custom"))) {
        throw unsupported(item + ".type", "must be function or custom");
      }
      var kind = type.stringValue();
      object(item, calls.get(i), Set.of("id", "type", kind));
      text(item + ".id", calls.get(i).path("id"));
      call(
          item + "." + kind,
          calls.get(i).path(kind),
          kind.equals("custom") ? CUSTOM_CALL : FUNCTION_CALL);
    }
  }

  private static void call(String at, JsonNode call, Set<String> fields)
      throws ChatPayloadException {
    if (isAbsent(call)) {
      return;
    }
    object(at, call, fields);
    for (var field : fields) {
      text(at + "." + field, call.path(field));
    }
  }

  private static void annotations(String at, JsonNode annotations) throws ChatPayloadException {
    list(at, annotations, Set.of("type", "url_citation"));
    for (var i = 0; i < annotations.size(); i++) {
      var citation = annotations.get(i).path("url_citation");
      if (!isAbsent(citation)) {
        object(at + "[" + i + "].url_citation", citation, CITATION);
      }
    }
  }

  private static void part(String at, JsonNode part) throws ChatPayloadException {
    var type = part.path("type").isString() ? part.path("type").stringValue() : "";
    var fields = PARTS.get(type);
    if (fields == null) {
      throw uncountable(at, "is of a type that can't be counted before the call");
    }
    object(at, part, fields);
    var value = part.path(type);
    if (type.equals("image_url")) {
      object(at + ".image_url", value, Set.of("url", "detail"));
      if (!value.path("url").isString()) {
        throw invalid(at + ".image_url.url", "must be text");
      }
      if (!isAbsent(value.path("detail")) && !isOne(value.path("detail"), DETAILS)) {
        throw invalid(at + ".image_url.detail", "must be auto, low or high");
      }
    } else if (!value.isString()) {
      throw invalid(at + "." + type, "must be text");
    }
  }
}
