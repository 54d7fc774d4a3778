package com.geniinow.runtime.platform.protocol;

import com.geniinow.runtime.platform.model.ChatPayloadException;
import com.geniinow.runtime.platform.model.MessagesFields;
import com.geniinow.runtime.platform.model.PromptShape;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Anthropic's messages. */
final class MessagesProtocol implements Protocol {
  private static final String CAP = "max_tokens";

  @Override
  public Kind kind() {
    return Kind.ANTHROPIC;
  }

  @Override
  public String operation() {
    return "chat";
  }

  @Override
  public String path() {
    return "/v1/messages";
  }

  @Override
  public void check(JsonNode body) throws ChatPayloadException {
    MessagesFields.check(body);
  }

  @Override
  public boolean isStreamed(JsonNode body) {
    return body.path("stream").asBoolean(false);
  }

  @Override
  public long promptTokens(String model, JsonNode body) {
    return PromptShape.MESSAGES.count(model, body);
  }

  @Override
  public long mostPromptTokens(String model, JsonNode body) {
    return PromptShape.MESSAGES.most(model, body);
  }

  @Override
  public @Nullable Long namedCap(JsonNode body) {
    return Requests.cap(body, CAP);
  }

  /** The provider wants room beside what the model may think. */
  @Override
  public long leastCap(JsonNode body) {
    var thinking = body.path("thinking");
    var budget = Requests.cap(thinking, "budget_tokens");
    var thinks = thinking.path("type").asString("").equals("enabled");
    return thinks && budget != null ? Math.addExact(budget, 1) : 1;
  }

  @Override
  public byte[] request(JsonNode body, Sending how) {
    var request = Requests.copy(body, how.model());
    request.put(CAP, how.cap());
    if (how.own()) {
      request.put("service_tier", "standard_only");
    }
    return Frames.bytes(request);
  }

  @Override
  public AnswerReader answer(String model, JsonNode body) {
    return new MessagesReader(model);
  }
}
