package com.geniinow.runtime.worker.executor;

import com.geniinow.runtime.platform.model.ChatFields;
import com.geniinow.runtime.platform.model.ChatPayloadException;
import com.geniinow.runtime.platform.model.PromptTokens;
import com.openai.core.JsonValue;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Turns a task's payload into a chat request whose use can't pass the reservation. Submission has
 * checked the same before; a task that was stored under other rules ends here, before the call.
 */
final class ChatRequests {
  // Ours to set, or of no use in a task.
  private static final Set<String> OURS =
      Set.of(
          "model",
          "messages",
          "max_tokens",
          "max_completion_tokens",
          "stream",
          "stream_options",
          "n",
          "service_tier");

  private final JsonMapper json;
  private final boolean atOpenAi;
  private final PromptTokens promptTokens;

  /**
   * @param atOpenAi whether the requests go to OpenAI's own API
   */
  ChatRequests(JsonMapper json, boolean atOpenAi, PromptTokens promptTokens) {
    this.json = json;
    this.atOpenAi = atOpenAi;
    this.promptTokens = promptTokens;
  }

  /**
   * What is sent.
   *
   * @param promptTokens the prompt as counted
   * @param outputCap the most tokens that the answer may have
   */
  record Request(ChatCompletionCreateParams params, long promptTokens, long outputCap) {}

  Request of(Attempt attempt) throws PayloadException {
    var payload = attempt.payload();
    try {
      ChatFields.check(payload);
    } catch (ChatPayloadException e) {
      throw new PayloadException(e.getMessage());
    }
    var model = attempt.model();
    if (model == null || model.isBlank()) {
      throw new PayloadException("the task names no model");
    }
    long prompt = promptTokens.count(model, payload);
    long cap = outputCap(payload, attempt.reservedTokens() - prompt);
    if (cap < 1) {
      throw new PayloadException(
          "the prompt has %d tokens and needs one more for an answer; %d are reserved"
              .formatted(prompt, attempt.reservedTokens()));
    }

    var request =
        ChatCompletionCreateParams.builder()
            .model(model)
            .messages(value(payload.get("messages")))
            .maxCompletionTokens(cap);
    for (var field : payload.properties()) {
      if (!OURS.contains(field.getKey())) {
        request.putAdditionalBodyProperty(field.getKey(), value(field.getValue()));
      }
    }
    // What "auto" means is set in the account, and may be a tier at another price.
    if (atOpenAi || Payloads.field(payload, "service_tier") != null) {
      request.serviceTier(ChatCompletionCreateParams.ServiceTier.DEFAULT);
    }
    return new Request(request.build(), prompt, cap);
  }

  /** What the payload asks for, within what the reservation leaves beside the prompt. */
  private static long outputCap(JsonNode payload, long left) throws PayloadException {
    long older = Payloads.integer(payload, "max_tokens", Long.MAX_VALUE, 1, Long.MAX_VALUE);
    long asked = Payloads.integer(payload, "max_completion_tokens", older, 1, Long.MAX_VALUE);
    return Math.min(asked, left);
  }

  private JsonValue value(JsonNode node) {
    return JsonValue.from(json.treeToValue(node, Object.class));
  }
}
