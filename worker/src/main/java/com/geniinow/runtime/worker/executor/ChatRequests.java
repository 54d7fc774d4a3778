package com.geniinow.runtime.worker.executor;

import com.geniinow.runtime.platform.model.ChatFields;
import com.geniinow.runtime.platform.model.ChatPayloadException;
import com.geniinow.runtime.platform.protocol.Protocol.Sending;
import com.geniinow.runtime.platform.protocol.Protocols;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Turns a task's payload into a chat request whose use can't pass the reservation. Submission has
 * checked the same before; a task that was stored under other rules ends here, before the call.
 */
final class ChatRequests {
  /** Ours to set, or of no use in a task. */
  private static final List<String> OURS =
      List.of("max_tokens", "max_completion_tokens", "stream", "stream_options", "n");

  private final boolean atOpenAi;

  /**
   * @param atOpenAi whether the requests go to OpenAI's own API
   */
  ChatRequests(boolean atOpenAi) {
    this.atOpenAi = atOpenAi;
  }

  /**
   * What is sent.
   *
   * @param body JSON in UTF-8
   * @param promptTokens the prompt as counted
   * @param outputCap the most tokens that the answer may have
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Request(byte[] body, long promptTokens, long outputCap) {}

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
    long prompt = Protocols.CHAT.promptTokens(model, payload);
    long cap = outputCap(payload, attempt.reservedTokens() - prompt);
    if (cap < 1) {
      throw new PayloadException(
          "the prompt has %d tokens and needs one more for an answer; %d are reserved"
              .formatted(prompt, attempt.reservedTokens()));
    }
    var how = new Sending(model, cap, null, true, atOpenAi);
    return new Request(Protocols.CHAT.request(asked(payload), how), prompt, cap);
  }

  private static JsonNode asked(JsonNode payload) {
    var asked = (ObjectNode) payload.deepCopy();
    asked.remove(OURS);
    // What "auto" means is set in the account, and may be a tier at another price.
    if (Payloads.field(payload, "service_tier") != null) {
      asked.put("service_tier", "default");
    }
    return asked;
  }

  /** What the payload asks for, within what the reservation leaves beside the prompt. */
  private static long outputCap(JsonNode payload, long left) {
    var named = Protocols.CHAT.namedCap(payload);
    return named == null ? left : Math.min(named, left);
  }
}
