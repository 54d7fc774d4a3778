package com.geniinow.runtime.platform.model;

import static com.geniinow.runtime.platform.model.ChatPayloadException.invalid;
import static com.geniinow.runtime.platform.model.ChatPayloadException.unsupported;
import static com.geniinow.runtime.platform.model.Shapes.count;
import static com.geniinow.runtime.platform.model.Shapes.flag;
import static com.geniinow.runtime.platform.model.Shapes.isAbsent;
import static com.geniinow.runtime.platform.model.Shapes.isCount;
import static com.geniinow.runtime.platform.model.Shapes.isOne;
import static com.geniinow.runtime.platform.model.Shapes.number;
import static com.geniinow.runtime.platform.model.Shapes.object;
import static com.geniinow.runtime.platform.model.Shapes.optional;
import static com.geniinow.runtime.platform.model.Shapes.quoted;
import static com.geniinow.runtime.platform.model.Shapes.type;

import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What a request of Anthropic's API may ask for, by the rules of {@link ChatFields}. */
public final class MessagesFields {
  /** What a request to count may hold. */
  private static final Set<String> COUNTED =
      Set.of(
          "model",
          "messages",
          "system",
          "tools",
          "tool_choice",
          "thinking",
          "cache_control",
          "output_config");

  /** What else a request for an answer may hold. */
  private static final Set<String> ANSWERED =
      Set.of(
          "max_tokens",
          "temperature",
          "top_p",
          "top_k",
          "stop_sequences",
          "stream",
          "metadata",
          "service_tier");

  private static final Set<String> PRICED =
      Set.of("mcp_servers", "container", "inference_geo", "context_management", "speed");

  private static final Set<String> THINKING = Set.of("type", "budget_tokens", "display");
  private static final Set<String> KINDS = Set.of("enabled", "disabled", "adaptive");

  private MessagesFields() {}

  /**
   * Passes a request whose cost can be held.
   *
   * @throws ChatPayloadException naming the first field or part that can't be
   */
  public static void check(JsonNode body) throws ChatPayloadException {
    check(body, true);
  }

  /**
   * Passes a request that only asks how long a prompt is.
   *
   * @throws ChatPayloadException naming the first field or part that can't be
   */
  public static void checkCount(JsonNode body) throws ChatPayloadException {
    check(body, false);
  }

  private static void check(JsonNode body, boolean answered) throws ChatPayloadException {
    for (var field : body.properties()) {
      top(field.getKey(), field.getValue(), answered);
    }
    count("max_tokens", body.path("max_tokens"), 1);
    number("temperature", body.path("temperature"), 0, 1);
    number("top_p", body.path("top_p"), 0, 1);
    flag("stream", body.path("stream"));
    var tier = body.path("service_tier");
    if (!isAbsent(tier) && !isOne(tier, Set.of("auto", "standard_only"))) {
      throw unsupported("service_tier", "must be auto or standard_only");
    }
    thinking(body);
    MessagesBlocks.cached("cache_control", body.path("cache_control"));
    output(body.path("output_config"));
    optional("metadata", body.path("metadata"), Set.of("user_id"));
    Shapes.text("metadata.user_id", body.path("metadata").path("user_id"));
    MessagesBlocks.check(body);
    MessagesTools.check(body);
  }

  private static void top(String name, JsonNode value, boolean answered)
      throws ChatPayloadException {
    if (PRICED.contains(name) && isAbsent(value)) {
      return;
    }
    if (!COUNTED.contains(name) && !(answered && ANSWERED.contains(name))) {
      throw unsupported(quoted(name), "is not among the fields whose cost is known");
    }
  }

  private static void thinking(JsonNode body) throws ChatPayloadException {
    var thinking = body.path("thinking");
    optional("thinking", thinking, THINKING);
    if (!isAbsent(thinking) && !isOne(thinking.path("type"), KINDS)) {
      throw invalid("thinking.type", "must be enabled, disabled or adaptive");
    }
    if (!type(thinking).equals("enabled")) {
      return;
    }
    if (!isCount(thinking.path("budget_tokens"), 1)) {
      throw invalid("thinking.budget_tokens", "must be a whole number of at least 1");
    }
    var cap = body.path("max_tokens");
    if (!isAbsent(cap) && cap.longValue() <= thinking.path("budget_tokens").longValue()) {
      throw invalid("max_tokens", "must be above thinking.budget_tokens");
    }
  }

  private static void output(JsonNode output) throws ChatPayloadException {
    optional("output_config", output, Set.of("effort", "format"));
    var format = output.path("format");
    if (!isAbsent(format)) {
      object("output_config.format", format, Set.of("type", "schema"));
      if (!type(format).equals("json_schema")) {
        throw unsupported("output_config.format.type", "must be json_schema");
      }
    }
  }
}
