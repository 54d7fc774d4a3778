package com.geniinow.runtime.platform.model;

import java.util.function.ToLongFunction;
import tools.jackson.databind.JsonNode;

/**
 * What JSON costs where no provider says how it is put before the model: tools, a schema of the
 * answer, calls. The dearer of two ways counts: as JSON is written, and as its words are, each with
 * a few tokens around it. Neither is always above the other: a value of an enum has one token
 * around it in JSON and three by OpenAI's cookbook, and a tab before "ext" is two tokens as it is
 * and one as JSON writes it, since {@code \text} is a word of its own.
 */
final class SchemaTokens {
  private SchemaTokens() {}

  /**
   * The most of both ways.
   *
   * @param item tokens around each word
   */
  static long most(JsonNode value, long item, ToLongFunction<String> tokenizer) {
    return Math.max(tokenizer.applyAsLong(value.toString()), words(value, item, tokenizer));
  }

  private static long words(JsonNode value, long item, ToLongFunction<String> tokenizer) {
    if (value.isEmpty()) {
      var word = value.isString() ? value.stringValue() : value.toString();
      return item + tokenizer.applyAsLong(word);
    }
    long tokens = 0;
    for (var name : value.propertyNames()) {
      tokens += tokenizer.applyAsLong(name);
    }
    for (JsonNode part : value) {
      tokens += words(part, item, tokenizer);
    }
    return tokens;
  }
}
