package com.geniinow.runtime.platform.protocol;

import java.util.List;

/** Every protocol that is spoken. */
public final class Protocols {
  /** OpenAI's chat completions. */
  public static final Protocol CHAT = new ChatProtocol();

  /** OpenAI's responses, of which nothing is kept at the provider. */
  public static final Protocol RESPONSES = new ResponsesProtocol();

  /** OpenAI's embeddings. */
  public static final Protocol EMBEDDINGS = new EmbeddingsProtocol();

  /** Anthropic's messages. */
  public static final Protocol MESSAGES = new MessagesProtocol();

  /** Anthropic's count of a prompt, which costs nothing. */
  public static final Protocol COUNT_TOKENS = new CountTokensProtocol();

  /** All of them. */
  public static final List<Protocol> ALL =
      List.of(CHAT, RESPONSES, EMBEDDINGS, MESSAGES, COUNT_TOKENS);

  private Protocols() {}
}
