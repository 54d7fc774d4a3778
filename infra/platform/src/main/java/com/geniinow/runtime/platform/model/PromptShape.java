package com.geniinow.runtime.platform.model;

import java.util.function.ToLongFunction;
import tools.jackson.databind.JsonNode;

/** How a request holds its prompt: each counts as {@link PromptTokens} says. */
public enum PromptShape {
  /** OpenAI's chat completions. */
  CHAT {
    @Override
    long of(PromptCount count, JsonNode body) {
      return count.of(body);
    }
  },
  /** OpenAI's responses. */
  RESPONSES {
    @Override
    long of(PromptCount count, JsonNode body) {
      return new ResponsesCount(count).of(body);
    }
  },
  /** OpenAI's embeddings: no frame is around a text. */
  EMBEDDINGS {
    @Override
    long of(PromptCount count, JsonNode body) {
      var input = body.path("input");
      if (input.isString()) {
        return count.plain(input);
      }
      long tokens = 0;
      for (JsonNode item : input) {
        tokens += item.isString() ? count.plain(item) : Math.max(1, item.size());
      }
      return tokens;
    }
  },
  /** Anthropic's messages. */
  MESSAGES {
    @Override
    long of(PromptCount count, JsonNode body) {
      return new MessagesCount(count).of(body);
    }
  };

  abstract long of(PromptCount count, JsonNode body);

  /** The input tokens of a checked request, or more. */
  public long count(String model, JsonNode body) {
    return of(model, body, ModelFamily.of(model).tokenizer());
  }

  /**
   * More input tokens than these no provider can have read: each byte of text as one, and the most
   * of each image.
   */
  public long most(String model, JsonNode body) {
    return of(model, body, Tokenizers::bytes);
  }

  private long of(String model, JsonNode body, ToLongFunction<String> tokenizer) {
    return of(new PromptCount(model, ModelFamily.of(model).frame(), tokenizer), body);
  }
}
