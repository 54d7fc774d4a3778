package com.geniinow.runtime.worker.executor;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;
import tools.jackson.databind.JsonNode;

/** Counts what a chat request's input will cost in tokens, with the model's own tokenizer. */
final class PromptTokens {
  private static final int PER_MESSAGE = 3;
  private static final int PER_NAME = 1;
  private static final int REPLY_PRIMING = 3;
  // What a provider charges for an image depends on its size, unknown here; a common upper value.
  private static final int PER_IMAGE = 1_600;

  private final EncodingRegistry encodings = Encodings.newLazyEncodingRegistry();

  /**
   * @param model a model the tokenizer doesn't know is counted as the current generation
   */
  long count(String model, JsonNode payload) {
    Encoding encoding =
        encodings
            .getEncodingForModel(model)
            .orElseGet(() -> encodings.getEncoding(EncodingType.O200K_BASE));
    long tokens = REPLY_PRIMING;
    for (JsonNode message : payload.path("messages")) {
      tokens += message(encoding, message);
    }
    for (String extra : new String[] {"tools", "functions", "response_format"}) {
      JsonNode value = Payloads.field(payload, extra);
      tokens += value == null ? 0 : encoding.countTokensOrdinary(value.toString());
    }
    return tokens;
  }

  private static long message(Encoding encoding, JsonNode message) {
    long tokens = PER_MESSAGE;
    for (var field : message.properties()) {
      tokens += content(encoding, field.getValue());
      if (field.getKey().equals("name")) {
        tokens += PER_NAME;
      }
    }
    return tokens;
  }

  private static long content(Encoding encoding, JsonNode value) {
    if (value.isNull()) {
      return 0;
    }
    if (value.isString()) {
      return encoding.countTokensOrdinary(value.stringValue());
    }
    if (!value.isArray()) {
      return encoding.countTokensOrdinary(value.toString());
    }
    long tokens = 0;
    for (JsonNode part : value) {
      JsonNode text = part.get("text");
      if (text != null && text.isString()) {
        tokens += encoding.countTokensOrdinary(text.stringValue());
      } else if (part.has("image_url")) {
        tokens += PER_IMAGE;
      } else {
        tokens += encoding.countTokensOrdinary(part.toString());
      }
    }
    return tokens;
  }
}
