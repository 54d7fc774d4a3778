package com.geniinow.runtime.platform.model;

import tools.jackson.databind.JsonNode;

/**
 * Counts what a chat request's input costs in tokens, or more: its text by the model's own
 * tokenizer, its images by the model's rule at their most, and the frame that the provider puts
 * around them. Of payloads that {@link ChatFields} lets pass.
 *
 * <p>Text and the frame of messages are exact for OpenAI's models. What no provider documents errs
 * upwards: tools and schemas stay above OpenAI's cookbook ({@link SchemaTokens}), a model of
 * somebody else is counted by the bytes of its text, which no tokenizer of bytes passes.
 */
public final class PromptTokens {
  /** The input tokens of a chat request, 0 or more. */
  public long count(String model, JsonNode payload) {
    return PromptShape.CHAT.count(model, payload);
  }

  /**
   * More input tokens than these no provider can have read: each byte of text as one, and the most
   * of each image.
   */
  public long most(String model, JsonNode payload) {
    return PromptShape.CHAT.most(model, payload);
  }

  /** The tokens of one text, such as an answer's. */
  public long ofText(String model, String text) {
    return ModelFamily.of(model).tokenizer().applyAsLong(text);
  }
}
