package com.geniinow.runtime.platform.protocol;

import com.geniinow.runtime.platform.model.ChatPayloadException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One route of a provider's API: what a request may hold, what it costs at most, how it is sent and
 * how its answer is read. Has no state.
 */
public interface Protocol {
  /** Whose API it is part of. */
  Kind kind();

  /** By OpenTelemetry's GenAI conventions ({@code gen_ai.operation.name}), such as {@code chat}. */
  String operation();

  /** Behind a provider's base URL, such as {@code /chat/completions}. */
  String path();

  /**
   * Passes a request whose cost can be held: fields that are known to change nothing about price,
   * content that can be counted, caps that are whole numbers.
   *
   * @throws ChatPayloadException naming the first field or part that can't be
   */
  void check(JsonNode body) throws ChatPayloadException;

  /** Whether the answer is to be streamed. */
  boolean isStreamed(JsonNode body);

  /** The input tokens of a checked request, or more. */
  long promptTokens(String model, JsonNode body);

  /** More input tokens than these no provider can have read. */
  long mostPromptTokens(String model, JsonNode body);

  /** The cap on the answer that the client names, in tokens; null where it names none. */
  @Nullable Long namedCap(JsonNode body);

  /**
   * The least cap that the provider would take for this request: 1, 16 for Responses, one above
   * {@code thinking.budget_tokens}; 0 where nothing is written, such as an embedding.
   */
  long leastCap(JsonNode body);

  /** The request as it is sent: JSON in UTF-8. */
  byte[] request(JsonNode body, Sending how);

  /**
   * Reads the answer to a request.
   *
   * @param model whose tokenizer counts what the provider doesn't
   */
  AnswerReader answer(String model, JsonNode body);

  /**
   * How a request is sent.
   *
   * @param model by its name at the provider
   * @param cap on the answer, in tokens; 0 where nothing is written
   * @param capField the field for the cap where the client used none; null for the protocol's own
   * @param streamUsage whether the provider takes {@code stream_options}
   * @param own whether it goes to OpenAI's or Anthropic's own API, whose tier must be named
   */
  record Sending(
      String model, long cap, @Nullable String capField, boolean streamUsage, boolean own) {}
}
