package com.geniinow.runtime.platform.model;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.ToLongFunction;
import tools.jackson.databind.JsonNode;

/**
 * A provider that counts as its documentation says: OpenAI by its cookbook "How to count tokens
 * with tiktoken", anybody else with a token for each byte and a frame of control tokens. Where
 * nothing is documented (calls, a schema of the answer) the words count with three tokens around
 * each.
 */
record DocumentedProvider(Frame frame, ToLongFunction<String> tokenizer) {
  private static final EncodingRegistry LIBRARY = Encodings.newLazyEncodingRegistry();

  private record Frame(int message, int function, int tools) {}

  private static final Map<String, EncodingType> OPENAI =
      Map.of("gpt-4", EncodingType.CL100K_BASE, "gpt-3.5-turbo", EncodingType.CL100K_BASE);

  static DocumentedProvider of(String model) {
    if (model.startsWith("claude-") || model.startsWith("llama-")) {
      return new DocumentedProvider(
          new Frame(5, 7, model.startsWith("claude-") ? 804 : 0),
          text -> text.getBytes(StandardCharsets.UTF_8).length);
    }
    var encoding = LIBRARY.getEncoding(OPENAI.getOrDefault(model, EncodingType.O200K_BASE));
    return new DocumentedProvider(
        new Frame(3, OPENAI.containsKey(model) ? 10 : 7, 0), encoding::countTokensOrdinary);
  }

  /** All but the images. */
  long tokens(JsonNode payload) {
    long tokens = 3; // the reply is primed
    for (var message : payload.path("messages")) {
      tokens += message(message);
    }
    var tools = payload.path("tools");
    tokens += tools.isEmpty() ? 0 : frame.tools;
    for (var tool : tools) {
      tokens += function(tool.path(tool.path("type").stringValue()));
    }
    var format = payload.path("response_format").path("json_schema");
    return tokens + (format.isMissingNode() ? 0 : words(format));
  }

  private long message(JsonNode message) {
    long tokens = frame.message + (message.has("name") ? 1 : 0) + 1; // of its role
    tokens += text(message.path("name")) + text(message.path("tool_call_id"));
    tokens += text(message.path("content"));
    for (var part : message.path("content")) {
      tokens += text(part.path("text"));
    }
    for (var call : message.path("tool_calls")) {
      var function = call.path("function");
      tokens += 6 + text(function.path("name")) + text(function.path("arguments"));
    }
    return tokens;
  }

  /** The cookbook's num_tokens_for_tools. */
  private long function(JsonNode function) {
    long tokens = frame.function + 12;
    tokens += line(function.path("name"), function.path("description"));
    var properties = function.path("parameters").path("properties");
    tokens += properties.isEmpty() ? 0 : 3;
    for (var property : properties.properties()) {
      var value = property.getValue();
      tokens += 3;
      for (var item : value.path("enum")) {
        tokens += 3 + text(item);
      }
      tokens -= value.has("enum") ? 3 : 0;
      var type = property.getKey() + ":" + value.path("type").stringValue();
      tokens += tokenizer.applyAsLong(type + ":" + sentence(value.path("description")));
    }
    return tokens;
  }

  private long line(JsonNode name, JsonNode description) {
    return tokenizer.applyAsLong(name.stringValue() + ":" + sentence(description));
  }

  private static String sentence(JsonNode description) {
    var text = description.asString("");
    return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
  }

  private long words(JsonNode value) {
    long tokens = value.isString() ? 3 + text(value) : 0;
    for (var name : value.propertyNames()) {
      tokens += tokenizer.applyAsLong(name);
    }
    for (var part : value) {
      tokens += words(part);
    }
    return tokens;
  }

  private long text(JsonNode value) {
    return value.isString() ? tokenizer.applyAsLong(value.stringValue()) : 0;
  }
}
