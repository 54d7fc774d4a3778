package com.geniinow.runtime.platform.model;

import static com.geniinow.runtime.platform.model.ChatPayloadException.invalid;
import static com.geniinow.runtime.platform.model.ChatPayloadException.unsupported;
import static com.geniinow.runtime.platform.model.Shapes.count;
import static com.geniinow.runtime.platform.model.Shapes.flag;
import static com.geniinow.runtime.platform.model.Shapes.isAbsent;
import static com.geniinow.runtime.platform.model.Shapes.isOne;
import static com.geniinow.runtime.platform.model.Shapes.number;
import static com.geniinow.runtime.platform.model.Shapes.oneOf;
import static com.geniinow.runtime.platform.model.Shapes.optional;
import static com.geniinow.runtime.platform.model.Shapes.quoted;
import static com.geniinow.runtime.platform.model.Shapes.text;

import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * What a request for a response may ask for: by the rules of {@link ChatFields}, and nothing that
 * the provider would keep or would have kept, since all agents call it with one key.
 */
public final class ResponsesFields {
  /** The least that the provider takes as {@code max_output_tokens}. */
  public static final int LEAST_CAP = 16;

  /** Passed on as they are. */
  private static final Set<String> FREE =
      Set.of(
          "model",
          "input",
          "instructions",
          "max_output_tokens",
          "max_tool_calls",
          "temperature",
          "top_p",
          "top_logprobs",
          "tools",
          "tool_choice",
          "text",
          "reasoning",
          "include",
          "parallel_tool_calls",
          "truncation",
          "metadata",
          "user",
          "safety_identifier",
          "prompt_cache_key",
          "prompt_cache_retention",
          "store",
          "service_tier");

  /** What the provider keeps, or has kept for whoever has the key. */
  private static final Set<String> KEPT = Set.of("previous_response_id", "conversation", "prompt");

  private static final Set<String> OPTIONS = Set.of("include_obfuscation");
  private static final Set<String> INCLUDED =
      Set.of("reasoning.encrypted_content", "message.output_text.logprobs");
  private static final Set<String> FORMAT =
      Set.of("type", "name", "description", "schema", "strict");
  private static final Set<String> FORMATS = Set.of("text", "json_object", "json_schema");

  private ResponsesFields() {}

  /**
   * Passes a request whose cost can be held.
   *
   * @throws ChatPayloadException naming the first field or part that can't be
   */
  public static void check(JsonNode body) throws ChatPayloadException {
    for (var field : body.properties()) {
      if (!Streaming.check(field.getKey(), field.getValue(), OPTIONS)) {
        top(field.getKey(), field.getValue());
      }
    }
    text("instructions", body.path("instructions"));
    count("max_output_tokens", body.path("max_output_tokens"), LEAST_CAP);
    number("temperature", body.path("temperature"), 0, 2);
    number("top_p", body.path("top_p"), 0, 1);
    flag("store", body.path("store"));
    oneOf("truncation", body.path("truncation"), Set.of("auto", "disabled"));
    optional("reasoning", body.path("reasoning"), Set.of("effort", "summary", "generate_summary"));
    included(body.path("include"));
    format(body.path("text"));
    ResponsesItems.check(body.path("input"));
    ResponsesTools.check(body);
  }

  private static void top(String name, JsonNode value) throws ChatPayloadException {
    if (name.equals("background")) {
      if (!isAbsent(value) && !(value.isBoolean() && !value.booleanValue())) {
        throw unsupported(name, "must be false: the provider would keep the answer");
      }
    } else if (KEPT.contains(name)) {
      if (!isAbsent(value)) {
        throw unsupported(name, "can't be set: the provider keeps nothing of this platform's");
      }
    } else if (!FREE.contains(name)) {
      throw unsupported(quoted(name), "is not among the fields whose cost is known");
    } else if (name.equals("service_tier")
        && !isAbsent(value)
        && !isOne(value, Set.of("default", "auto"))) {
      throw unsupported(name, "must be default or auto: other tiers have prices of their own");
    }
  }

  private static void included(JsonNode include) throws ChatPayloadException {
    if (!isAbsent(include) && !include.isArray()) {
      throw invalid("include", "must be a list");
    }
    for (var i = 0; i < include.size(); i++) {
      if (!isOne(include.get(i), INCLUDED)) {
        throw unsupported("include[" + i + "]", "must be one of " + String.join(", ", INCLUDED));
      }
    }
  }

  private static void format(JsonNode text) throws ChatPayloadException {
    optional("text", text, Set.of("format", "verbosity"));
    var format = text.path("format");
    if (!isAbsent(format) && !isOne(format.path("type"), FORMATS)) {
      throw unsupported("text.format.type", "must be text, json_object or json_schema");
    }
    optional("text.format", format, FORMAT);
  }
}
