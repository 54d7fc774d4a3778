package com.geniinow.runtime.platform.protocol;

import com.geniinow.runtime.platform.model.ChatPayloadException;
import com.geniinow.runtime.platform.model.EmbeddingFields;
import com.geniinow.runtime.platform.model.PromptShape;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** OpenAI's embeddings: nothing is written, so there is no cap. */
final class EmbeddingsProtocol implements Protocol {
  @Override
  public Kind kind() {
    return Kind.OPENAI;
  }

  @Override
  public String operation() {
    return "embeddings";
  }

  @Override
  public String path() {
    return "/embeddings";
  }

  @Override
  public void check(JsonNode body) throws ChatPayloadException {
    EmbeddingFields.check(body);
  }

  @Override
  public boolean isStreamed(JsonNode body) {
    return false;
  }

  @Override
  public long promptTokens(String model, JsonNode body) {
    return PromptShape.EMBEDDINGS.count(model, body);
  }

  @Override
  public long mostPromptTokens(String model, JsonNode body) {
    return PromptShape.EMBEDDINGS.most(model, body);
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
    return new UnwrittenReader(Kind.OPENAI, UnwrittenReader::embeddings);
  }
}
