package com.geniinow.runtime.worker.executor;

import com.geniinow.runtime.platform.model.PromptTokens;
import com.openai.core.JsonValue;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Turns a task's payload into a chat request whose use can't pass the reservation. */
final class ChatRequests {
  // Ours to set, or of no use in a task.
  private static final Set<String> OURS =
      Set.of("model", "messages", "max_tokens", "max_completion_tokens", "stream", "n");

  private final JsonMapper json;
  private final PromptTokens promptTokens = new PromptTokens();

  ChatRequests(JsonMapper json) {
    this.json = json;
  }

  ChatCompletionCreateParams of(Attempt attempt) throws PayloadException {
    JsonNode payload = attempt.payload();
    JsonNode messages = payload.get("messages");
    if (messages == null || !messages.isArray() || messages.isEmpty()) {
      throw new PayloadException("messages must be a list of at least one message");
    }
    String model = attempt.model();
    if (model == null || model.isBlank()) {
      throw new PayloadException("the task names no model");
    }
    if (Payloads.bool(payload, "stream", false)) {
      throw new PayloadException(
          "stream is not supported: a task's result is read when it is done");
    }
    Payloads.integer(payload, "n", 1, 1, 1); // each further choice would be paid on top

    var request =
        ChatCompletionCreateParams.builder()
            .model(model)
            .messages(value(messages))
            .maxCompletionTokens(outputCap(attempt, model));
    for (var field : payload.properties()) {
      if (!OURS.contains(field.getKey())) {
        request.putAdditionalBodyProperty(field.getKey(), value(field.getValue()));
      }
    }
    return request.build();
  }

  /**
   * What the payload asks for, within what the reservation leaves beside the prompt; at least 1.
   */
  private long outputCap(Attempt attempt, String model) throws PayloadException {
    JsonNode payload = attempt.payload();
    long older = Payloads.integer(payload, "max_tokens", Long.MAX_VALUE, 1, Long.MAX_VALUE);
    long asked = Payloads.integer(payload, "max_completion_tokens", older, 1, Long.MAX_VALUE);
    long left = attempt.reservedTokens() - promptTokens.count(model, payload);
    return Math.max(1, Math.min(asked, left));
  }

  private JsonValue value(JsonNode node) {
    return JsonValue.from(json.treeToValue(node, Object.class));
  }
}
