package com.geniinow.runtime.platform.model;

import static com.geniinow.runtime.platform.model.ChatPayloadException.invalid;
import static com.geniinow.runtime.platform.model.ChatPayloadException.unsupported;
import static com.geniinow.runtime.platform.model.Shapes.isAbsent;
import static com.geniinow.runtime.platform.model.Shapes.isOne;
import static com.geniinow.runtime.platform.model.Shapes.quoted;

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

  private record Range(int least, int most) {}

  private static final Map<String, Range> RANGES =
      Map.of(
          "temperature", new Range(0, 2),
          "top_p", new Range(0, 1),
          "frequency_penalty", new Range(-2, 2),
          "presence_penalty", new Range(-2, 2));

  private static final int LONGEST_CHOICE = 100; // characters
  private static final Set<String> CAPS = Set.of("max_tokens", "max_completion_tokens");
  private static final Set<String> OPTIONS = Set.of("include_usage", "include_obfuscation");
  private static final Set<String> FORMATS = Set.of("text", "json_object", "json_schema");
  private static final Set<String> SCHEMA = Set.of("name", "description", "schema", "strict");

  private ChatFields() {}

  /**
   * Passes a payload whose cost can be held.
   *
   * @throws ChatPayloadException naming the first field or part that can't be
   */
  public static void check(JsonNode payload) throws ChatPayloadException {
    check(payload, false);
  }

  /**
   * The same of a request whose answer may be streamed.
   *
   * @throws ChatPayloadException naming the first field or part that can't be
   */
  public static void checkCall(JsonNode payload) throws ChatPayloadException {
    check(payload, true);
  }

  private static void check(JsonNode payload, boolean streams) throws ChatPayloadException {
    for (var field : payload.properties()) {
      if (!streams || !Streaming.check(field.getKey(), field.getValue(), OPTIONS)) {
        top(field.getKey(), field.getValue());
      }
    }
    ChatMessages.check(payload.path("messages"));
    ChatTools.check(payload);
    format(payload.path("response_format"));
  }

  /** What is said of such a model. */
  public static ChatPayloadException noChatModel() {
    return invalid("model", "makes embeddings and answers no chat");
  }

  /** Whether a model is known to be none that answers a chat. */
  public static boolean isNoChatModel(String model) {
    return ModelFamily.of(model).forEmbeddings();
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
        var range = RANGES.get(name);
        if (range != null) {
          Shapes.number(name, value, range.least(), range.most());
        }
        if (CAPS.contains(name) && !absent && !isCap(value)) {
          throw invalid(name, "must be a whole number of at least 1");
        }
      }
    }
  }

  private static void format(JsonNode format) throws ChatPayloadException {
    if (!isAbsent(format) && !isOne(format.path("type"), FORMATS)) {
      throw unsupported("response_format.type", "must be text, json_object or json_schema");
    }
    Shapes.optional("response_format", format, Set.of("type", "json_schema"));
    Shapes.optional("response_format.json_schema", format.path("json_schema"), SCHEMA);
  }

  private static boolean isShort(JsonNode value) {
    return value.isString() && value.stringValue().length() <= LONGEST_CHOICE;
  }

  /** Of a task it may be any number: what is held bounds it. */
  private static boolean isCap(JsonNode value) {
    return value.isIntegralNumber() && value.canConvertToLong() && value.longValue() >= 1;
  }
}
