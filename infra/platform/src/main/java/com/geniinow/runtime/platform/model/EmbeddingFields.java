package com.geniinow.runtime.platform.model;

import static com.geniinow.runtime.platform.model.ChatPayloadException.invalid;
import static com.geniinow.runtime.platform.model.ChatPayloadException.unsupported;
import static com.geniinow.runtime.platform.model.Shapes.count;
import static com.geniinow.runtime.platform.model.Shapes.isCount;
import static com.geniinow.runtime.platform.model.Shapes.oneOf;
import static com.geniinow.runtime.platform.model.Shapes.quoted;
import static com.geniinow.runtime.platform.model.Shapes.text;

import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What a request for embeddings may hold. */
public final class EmbeddingFields {
  /** Texts that the provider takes at once. */
  private static final int MOST_TEXTS = 2_048;

  /** Tokens of one text. */
  private static final int MOST_TOKENS = 8_192;

  private static final Set<String> FIELDS =
      Set.of("model", "input", "encoding_format", "dimensions", "user");

  private EmbeddingFields() {}

  /**
   * Passes a request whose cost can be held.
   *
   * @throws ChatPayloadException naming the first field or part that can't be
   */
  public static void check(JsonNode body) throws ChatPayloadException {
    for (var name : body.propertyNames()) {
      if (!FIELDS.contains(name)) {
        throw unsupported(quoted(name), "is not among the fields whose cost is known");
      }
    }
    oneOf("encoding_format", body.path("encoding_format"), Set.of("float", "base64"));
    count("dimensions", body.path("dimensions"), 1);
    text("user", body.path("user"));
    input(body.path("input"));
  }

  private static void input(JsonNode input) throws ChatPayloadException {
    if (input.isString() && !input.stringValue().isEmpty()) {
      return;
    }
    var tokens = isCount(input.path(0), 0);
    if (!input.isArray() || input.isEmpty() || input.size() > (tokens ? MOST_TOKENS : MOST_TEXTS)) {
      throw invalid(
          "input", "must be text, or a list of 1 to %d texts or of tokens".formatted(MOST_TEXTS));
    }
    for (var i = 0; i < input.size(); i++) {
      if (!isAlike(input.get(0), input.get(i))) {
        throw invalid(
            "input[" + i + "]", "must be text, a token or a list of tokens, as the first is");
      }
    }
  }

  private static boolean isAlike(JsonNode first, JsonNode item) {
    if (first.isString()) {
      return item.isString() && !item.stringValue().isEmpty();
    }
    return first.isArray() ? areTokens(item) : isCount(item, 0);
  }

  private static boolean areTokens(JsonNode item) {
    if (!item.isArray() || item.isEmpty() || item.size() > MOST_TOKENS) {
      return false;
    }
    for (JsonNode token : item) {
      if (!isCount(token, 0)) {
        return false;
      }
    }
    return true;
  }
}
