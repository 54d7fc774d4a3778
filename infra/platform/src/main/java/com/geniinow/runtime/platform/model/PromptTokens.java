package com.geniinow.runtime.platform.model;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;
import java.nio.charset.StandardCharsets;
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

  // Tens of megabytes each, and the same for everybody.
  private static final EncodingRegistry ENCODINGS = Encodings.newLazyEncodingRegistry();

  /** The input tokens of a chat request, 0 or more. */
  public long count(String model, JsonNode payload) {
    return count(model, payload, tokenizer(model));
  }

  /**
   * More input tokens than these no provider can have read: each byte of text as one, and the most
   * of each image.
   */
  public long most(String model, JsonNode payload) {
    return count(model, payload, PromptTokens::bytes);
  }

  /** The tokens of one text, such as an answer's. */
  public long ofText(String model, String text) {
    return tokenizer(model).applyAsLong(text);
  }

  private static ToLongFunction<String> tokenizer(String model) {
    if (!ModelNames.isOpenAi(model)) {
      return PromptTokens::bytes;
    }
    var encoding =
        ENCODINGS
            .getEncodingForModel(ModelNames.family(model))
            .orElseGet(() -> ENCODINGS.getEncoding(EncodingType.O200K_BASE));
    // Ordinary: what looks like one of a model's special tokens is text, and sent as such.
    return text -> encoding.countTokensOrdinary(text);
  }

  private static long bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
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
    var choice = payload.path("tool_choice");
    return tokens + (choice.isObject() ? json(choice, counter) : 0);
  }

  private static long message(String model, JsonNode message, ToLongFunction<String> counter) {
    long tokens = PER_MESSAGE;
    for (var field : message.properties()) {
      tokens += content(model, field.getValue(), counter);
      if (field.getKey().equals("name")) {
        tokens += PER_NAME;
      }
    }
    return tokens;
  }

  private static long content(String model, JsonNode value, ToLongFunction<String> counter) {
    if (value.isNull()) {
      return 0;
    }
    if (value.isString()) {
      return counter.applyAsLong(value.stringValue());
    }
    if (!value.isArray()) {
      return json(value, counter);
    }
    long tokens = 0;
    for (JsonNode part : value) {
      tokens += part(model, part, counter);
    }
    return tokens;
  }

  private static long part(String model, JsonNode part, ToLongFunction<String> counter) {
    var text = part.path(part.path("type").asString(""));
    if (text.isString()) {
      return counter.applyAsLong(text.stringValue());
    }
    var image = part.path("image_url");
    return image.isMissingNode()
        ? json(part, counter)
        : ImageTokens.most(model, detail(image.path("detail")));
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
