package com.geniinow.runtime.platform.model;

import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Counts what a chat request's input costs in tokens: its text by the model's own tokenizer, its
 * images by the model's rule at their most, and the frame that the provider puts around them. Of
 * payloads that {@link ChatFields} lets pass. A model of somebody else is counted by the bytes of
 * its text, which no tokenizer of bytes passes.
 */
public final class PromptTokens {
  private static final int PER_MESSAGE = 3;
  private static final int PER_NAME = 1;
  private static final int REPLY_PRIMING = 3;

  /** What the provider writes around all tools, around each, and around a format of the answer. */
  private static final int TOOLS = 16;

  private static final int PER_TOOL = 12;
  private static final int FORMAT = 16;

  private static final String[] TOOL_LISTS = {"tools", "functions"};
  private static final String[] CHOICES = {"tool_choice", "function_call"};

  /** The input tokens of a chat request, 0 or more. */
  public long count(String model, JsonNode payload) {
    return count(model, payload, Tokenizers.of(model));
  }

  /**
   * More input tokens than these no provider can have read: each byte of text as one, and the most
   * of each image.
   */
  public long most(String model, JsonNode payload) {
    return count(model, payload, Tokenizers::bytes);
  }

  /** The tokens of one text, such as an answer's. */
  public long ofText(String model, String text) {
    return Tokenizers.of(model).applyAsLong(text);
  }

  private static long count(String model, JsonNode payload, ToLongFunction<String> counter) {
    long tokens = REPLY_PRIMING;
    for (JsonNode message : payload.path("messages")) {
      tokens += message(model, message, counter);
    }
    for (String list : TOOL_LISTS) {
      var tools = payload.path(list);
      if (!tools.isEmpty()) {
        tokens += TOOLS + (long) PER_TOOL * tools.size() + json(tools, counter);
      }
    }
    var format = payload.path("response_format");
    tokens += isAbsent(format) ? 0 : FORMAT + json(format, counter);
    for (String choice : CHOICES) {
      var value = payload.path(choice);
      tokens += value.isContainer() ? json(value, counter) : 0;
    }
    return tokens;
  }

  private static long message(String model, JsonNode message, ToLongFunction<String> counter) {
    long tokens = PER_MESSAGE;
    for (var field : message.properties()) {
      tokens +=
          field.getKey().equals("content")
              ? content(model, field.getValue(), counter)
              : plain(field.getValue(), counter);
      if (field.getKey().equals("name")) {
        tokens += PER_NAME;
      }
    }
    return tokens;
  }

  private static long content(String model, JsonNode value, ToLongFunction<String> counter) {
    if (!value.isArray()) {
      return plain(value, counter);
    }
    long tokens = 0;
    for (JsonNode part : value) {
      tokens += part(model, part, counter);
    }
    return tokens;
  }

  private static long part(String model, JsonNode part, ToLongFunction<String> counter) {
    var type = part.path("type").asString("");
    return switch (type) {
      case "text", "refusal" -> plain(part.path(type), counter);
      case "image_url" -> ImageTokens.most(model, detail(part.path(type).path("detail")));
      default -> json(part, counter);
    };
  }

  /** What is no content has no parts: the provider sees it as it is written. */
  private static long plain(JsonNode value, ToLongFunction<String> counter) {
    if (isAbsent(value)) {
      return 0;
    }
    return value.isString() ? counter.applyAsLong(value.stringValue()) : json(value, counter);
  }

  private static @Nullable String detail(JsonNode detail) {
    return detail.isString() ? detail.stringValue() : null;
  }

  private static long json(JsonNode value, ToLongFunction<String> counter) {
    return counter.applyAsLong(value.toString());
  }

  private static boolean isAbsent(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }
}
