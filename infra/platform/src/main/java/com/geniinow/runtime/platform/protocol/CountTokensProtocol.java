package com.geniinow.runtime.platform.protocol;

import com.geniinow.runtime.platform.model.ChatPayloadException;
import com.geniinow.runtime.platform.model.MessagesFields;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Anthropic's count of a prompt: no model reads it, so nothing is held and nothing used. */
final class CountTokensProtocol implements Protocol {
  @Override
  public Kind kind() {
    return Kind.ANTHROPIC;
  }

  @Override
  public String operation() {
    return "count_tokens";
  }

  @Override
  public String path() {
    return "/v1/messages/count_tokens";
  }

  @Override
  public void check(JsonNode body) throws ChatPayloadException {
    MessagesFields.checkCount(body);
  }

  @Override
  public boolean isStreamed(JsonNode body) {
    return false;
  }

  @Override
  public long promptTokens(String model, JsonNode body) {
    return 0;
  }

  @Override
  public long mostPromptTokens(String model, JsonNode body) {
    return 0;
  }

  @Override
  public @Nullable Long namedCap(JsonNode body) {
    return null;
  }

  @Override
  public long leastCap(JsonNode body) {
    return 0;
  }

  @Override
  public byte[] request(JsonNode body, Sending how) {
    return Frames.bytes(Requests.copy(body, how.model()));
  }

  @Override
  public AnswerReader answer(String model, JsonNode body) {
    return new UnwrittenReader(Kind.ANTHROPIC, UnwrittenReader::nothing);
  }
}
