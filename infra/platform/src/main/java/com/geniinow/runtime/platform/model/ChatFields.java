package com.geniinow.runtime.platform.model;

import static com.geniinow.runtime.platform.model.ChatPayloadException.invalid;
import static com.geniinow.runtime.platform.model.ChatPayloadException.uncountable;
import static com.geniinow.runtime.platform.model.ChatPayloadException.unsupported;

import com.geniinow.runtime.platform.web.QuotedText;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * What a chat completion may ask for. Only fields that are known to change nothing about what a
 * token costs pass: a field with a price of its own would be paid above what was held, and what a
 * field that nobody knows costs, nobody can hold. A JSON null counts as left out.
 */
public final class ChatFields {
  /** Passed on as they are. */
  private static final Set<String> FREE =
      Set.of(
          "messages",
          "model", // the task's own counts
          "temperature",
          "top_p",
          "frequency_penalty",
          "presence_penalty",
          "logit_bias",
          "logprobs",
          "top_logprobs",
          "max_tokens",
          "max_completion_tokens",
          "metadata",
          "parallel_tool_calls",
          "prompt_cache_key",
          "prompt_cache_retention",
          "reasoning_effort",
          "response_format",
          "safety_identifier",
          "seed",
          "stop",
          "store",
          "tool_choice",
          "tools",
          "functions",
          "function_call",
          "user",
          "verbosity");

  private static final Set<String> PRICED = Set.of("audio", "prediction", "web_search_options");

  /** One of some words that the provider knows, and sees to. */
  private static final Set<String> CHOSEN =
      Set.of("reasoning_effort", "verbosity", "prompt_cache_retention");

  private static final int LONGEST_CHOICE = 100; // characters
  private static final int LONGEST_NAME = 100; // characters of one that is quoted

  private static final Set<String> CAPS = Set.of("max_tokens", "max_completion_tokens");

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

  /** Who may say more than one part. */
  private static final Set<String> WITH_PARTS =
      Set.of("developer", "system", "user", "assistant", "tool");

  private static final Map<String, Set<String>> PARTS =
      Map.of(
          "text", Set.of("type", "text"),
          "refusal", Set.of("type", "refusal"),
          "image_url", Set.of("type", "image_url"));

  private static final Set<String> FUNCTION = Set.of("name", "description", "parameters", "strict");
  private static final Set<String> CUSTOM = Set.of("name", "description", "format");
  private static final Set<String> FUNCTION_CALL = Set.of("name", "arguments");
  private static final Set<String> CUSTOM_CALL = Set.of("name", "input");
  private static final Set<String> CITATION = Set.of("start_index", "end_index", "title", "url");
  private static final Set<String> CHOICE_WORDS = Set.of("none", "auto", "required");
  private static final Set<String> CHOICES = Set.of("function", "custom", "allowed_tools");
  private static final Set<String> FORMATS = Set.of("text", "json_object", "json_schema");

  private ChatFields() {}

  /**
   * Passes a payload whose cost can be held.
   *
   * @throws ChatPayloadException naming the first field or part that can't be
   */
  public static void check(JsonNode payload) throws ChatPayloadException {
    var messages = payload.path("messages");
    if (!messages.isArray() || messages.isEmpty()) {
      throw invalid("messages", "must be a list of messages");
    }
    for (var field : payload.properties()) {
      top(field.getKey(), field.getValue());
    }
    for (var i = 0; i < messages.size(); i++) {
      message("messages[" + i + "]", messages.get(i));
    }
    tools("tools", payload.path("tools"));
    list("functions", payload.path("functions"), FUNCTION);
    choice(payload.path("tool_choice"));
    functionCall(payload.path("function_call"));
    format(payload.path("response_format"));
  }

  private static void top(String name, JsonNode value) throws ChatPayloadException {
    var absent = value.isNull();
    switch (name) {
      case "service_tier" -> {
        if (!absent && !isOne(value, Set.of("default", "auto"))) {
          throw unsupported(name, "must be default or auto: other tiers have prices of their own");
        }
      }
      case "n" -> {
        if (!absent && !(value.isIntegralNumber() && value.asString().equals("1"))) {
          throw unsupported(name, "must be 1: each further choice would be paid on top");
        }
      }
      case "modalities" -> {
        if (!absent
            && !(value.isArray() && value.size() == 1 && isOne(value.get(0), Set.of("text")))) {
          throw unsupported(name, "must be [\"text\"]: others have prices of their own");
        }
      }
      case "stream" -> {
        if (!absent && !(value.isBoolean() && !value.booleanValue())) {
          throw unsupported(name, "must be false: a task's result is read when it is done");
        }
      }
      case "stream_options" -> {
        if (!absent) {
          throw unsupported(name, "can't be set: a task's result is read when it is done");
        }
      }
      default -> {
        if (!FREE.contains(name) && !(absent && PRICED.contains(name))) {
          throw unsupported(
              quoted(name),
              PRICED.contains(name)
                  ? "can't be set: it has a price of its own"
                  : "is not among the fields whose cost is known");
        }
        if (CHOSEN.contains(name) && !absent && !isShort(value)) {
          throw invalid(name, "must be text of at most %d characters".formatted(LONGEST_CHOICE));
        }
        if (CAPS.contains(name) && !absent && !isCap(value)) {
          throw invalid(name, "must be a whole number of at least 1");
        }
      }
    }
  }

  private static boolean isCap(JsonNode value) {
    return value.isIntegralNumber() && value.canConvertToLong() && value.longValue() >= 1;
  }

  private static void message(String at, JsonNode message) throws ChatPayloadException {
    object(at, message, MESSAGE);
    if (!isAbsent(message.path("audio"))) {
      throw uncountable(at + ".audio", "can't be counted");
    }
    for (var text : TEXTS) {
      text(at + "." + text, message.path(text));
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
    } else if (!value.isString()) {
      throw invalid(at + "." + type, "must be text");
    }
  }

  private static void tools(String at, JsonNode tools) throws ChatPayloadException {
    if (isAbsent(tools)) {
      return;
    }
    if (!tools.isArray()) {
      throw invalid(at, "must be a list");
    }
    for (var i = 0; i < tools.size(); i++) {
      var tool = at + "[" + i + "]";
      var type = tools.get(i).path("type");
      if (!isOne(type, Set.of("function", "custom"))) {
        throw unsupported(tool + ".type", "must be function or custom: others cost on their own");
      }
      var kind = type.stringValue();
      object(tool, tools.get(i), Set.of("type", kind));
      object(tool + "." + kind, tools.get(i).path(kind), kind.equals("custom") ? CUSTOM : FUNCTION);
    }
  }

  private static void list(String at, JsonNode list, Set<String> fields)
      throws ChatPayloadException {
    if (isAbsent(list)) {
      return;
    }
    if (!list.isArray()) {
      throw invalid(at, "must be a list");
    }
    for (var i = 0; i < list.size(); i++) {
      object(at + "[" + i + "]", list.get(i), fields);
    }
  }

  private static void choice(JsonNode choice) throws ChatPayloadException {
    if (!isAbsent(choice) && !isOne(choice, CHOICE_WORDS) && !choice.isObject()) {
      throw invalid("tool_choice", "must be none, auto, required or an object");
    }
    if (choice.isObject() && !isOne(choice.path("type"), CHOICES)) {
      throw unsupported("tool_choice.type", "must be function, custom or allowed_tools");
    }
  }

  private static void functionCall(JsonNode choice) throws ChatPayloadException {
    if (choice.isString() && !isOne(choice, Set.of("none", "auto"))) {
      throw invalid("function_call", "must be none, auto or an object");
    }
    if (!choice.isString()) {
      call("function_call", choice, Set.of("name"));
    }
  }

  private static void format(JsonNode format) throws ChatPayloadException {
    if (!isAbsent(format) && !isOne(format.path("type"), FORMATS)) {
      throw unsupported("response_format.type", "must be text, json_object or json_schema");
    }
  }

  private static void object(String at, JsonNode value, Set<String> fields)
      throws ChatPayloadException {
    if (!value.isObject()) {
      throw invalid(at, "must be an object");
    }
    for (var name : value.propertyNames()) {
      if (!fields.contains(name)) {
        throw unsupported(at + "." + quoted(name), "is not among the fields whose cost is known");
      }
    }
  }

  private static void text(String at, JsonNode value) throws ChatPayloadException {
    if (!isAbsent(value) && !value.isString()) {
      throw invalid(at, "must be text");
    }
  }

  private static String quoted(String name) {
    return QuotedText.clean(name, LONGEST_NAME);
  }

  private static boolean isShort(JsonNode value) {
    return value.isString() && value.stringValue().length() <= LONGEST_CHOICE;
  }

  private static boolean isOne(JsonNode value, Set<String> texts) {
    return value.isString() && texts.contains(value.stringValue());
  }

  private static boolean isAbsent(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }
}
