package com.geniinow.runtime.platform.protocol;

import com.geniinow.runtime.platform.model.ChatPayloadException;
import com.geniinow.runtime.platform.model.PromptShape;
import com.geniinow.runtime.platform.model.ResponsesFields;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** OpenAI's responses. */
final class ResponsesProtocol implements Protocol {
  private static final String CAP = "max_output_tokens";

  @Override
  public Kind kind() {
    return Kind.OPENAI;
  }

  @Override
  public String operation() {
    return "chat";
  }

  @Override
  public String path() {
    return "/responses";
  }

  @Override
  public void check(JsonNode body) throws ChatPayloadException {
    ResponsesFields.check(body);
  }

  @Override
  public boolean isStreamed(JsonNode body) {
    return body.path("stream").asBoolean(false);
  }

  @Override
  public long promptTokens(String model, JsonNode body) {
    return PromptShape.RESPONSES.count(model, body);
  }

  @Override
  public long mostPromptTokens(String model, JsonNode body) {
    return PromptShape.RESPONSES.most(model, body);
  }

  @Override
  public @Nullable Long namedCap(JsonNode body) {
    return Requests.cap(body, CAP);
  }

  @Override
  public long leastCap(JsonNode body) {
    return ResponsesFields.LEAST_CAP;
  }

  /** The entry's field for the cap is that of chat completions: here there is but one. */
  @Override
  public byte[] request(JsonNode body, Sending how) {
    var request = Requests.copy(body, how.model());
    request.put(CAP, how.cap());
    request.put("store", false);
    if (how.own()) {
      request.put("service_tier", "default");
    }
    return Frames.bytes(request);
  }

  @Override
  public AnswerReader answer(String model, JsonNode body) {
    return new ResponsesReader(model, () -> promptTokens(model, body));
  }
}
