package com.geniinow.runtime.platform.protocol;

import com.geniinow.runtime.platform.model.ChatFields;
import com.geniinow.runtime.platform.model.ChatPayloadException;
import com.geniinow.runtime.platform.model.PromptShape;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** OpenAI's chat completions. */
final class ChatProtocol implements Protocol {
  private static final String CAP = "max_completion_tokens";
  private static final String OLDER_CAP = "max_tokens";

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
    return "/chat/completions";
  }

  @Override
  public void check(JsonNode body) throws ChatPayloadException {
    ChatFields.checkCall(body);
    if (ChatFields.isNoChatModel(body.path("model").asString(""))) {
      throw ChatFields.noChatModel();
    }
  }

  @Override
  public boolean isStreamed(JsonNode body) {
    return body.path("stream").asBoolean(false);
  }

  @Override
  public long promptTokens(String model, JsonNode body) {
    return PromptShape.CHAT.count(model, body);
  }

  @Override
  public long mostPromptTokens(String model, JsonNode body) {
    return PromptShape.CHAT.most(model, body);
  }

  @Override
  public @Nullable Long namedCap(JsonNode body) {
    var cap = Requests.cap(body, CAP);
    var older = Requests.cap(body, OLDER_CAP);
    if (cap == null || older == null) {
      return cap == null ? older : cap;
    }
    return Math.min(cap, older);
  }

  @Override
  public long leastCap(JsonNode body) {
    return 1;
  }

  @Override
  public byte[] request(JsonNode body, Sending how) {
    var request = Requests.copy(body, how.model());
    Requests.cap(request, how, CAP, CAP, OLDER_CAP);
    if (how.own()) {
      request.put("service_tier", "default");
    }
    if (request.has("store")) {
      // Under a key that all agents share.
      request.put("store", false);
    }
    if (!how.streamUsage()) {
      request.remove("stream_options");
    } else if (isStreamed(body)) {
      var options =
          request.get("stream_options") instanceof ObjectNode named
              ? named
              : request.putObject("stream_options");
      options.put("include_usage", true);
    }
    return Frames.bytes(request);
  }

  @Override
  public AnswerReader answer(String model, JsonNode body) {
    var asked = body.path("stream_options").path("include_usage").asBoolean(false);
    return new ChatReader(model, asked, () -> promptTokens(model, body));
  }
}
