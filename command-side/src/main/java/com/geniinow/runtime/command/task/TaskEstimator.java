package com.geniinow.runtime.command.task;

import com.geniinow.runtime.platform.model.PromptTokens;
import com.geniinow.runtime.platform.problem.ProblemException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Checks what a type of task needs and counts the most tokens one attempt may use. */
@Component
class TaskEstimator {
  /** No estimate reaches beyond this, so that sums of them stay far from the end of numbers. */
  static final long MAX_TOKENS = TaskRequest.MAX_TOKENS;

  private final TaskSettings settings;
  private final PromptTokens prompts = new PromptTokens();

  TaskEstimator(TaskSettings settings) {
    this.settings = settings;
  }

  /** The model whose price counts; a simulated task may name one in its payload. */
  @Nullable String model(TaskRequest request) {
    if (request.model() == null
        && request.type().equals(TaskSettings.SIMULATE)
        && payload(request).path("model").isString()) {
      return payload(request).path("model").asString();
    }
    return request.model();
  }

  /**
   * The estimate: the client's, or counted.
   *
   * @throws ProblemException 400 when the request lacks what its type needs
   */
  long tokens(TaskRequest request) {
    long counted =
        switch (request.type()) {
          case "openai.chat" -> chat(request);
          case TaskSettings.SIMULATE -> Math.max(0, payload(request).path("tokens").asLong(0));
          default -> 0;
        };
    if (counted > MAX_TOKENS) {
      throw ProblemException.invalidField(
          "payload", "asks for more than " + MAX_TOKENS + " tokens");
    }
    return request.estimatedTokens() == null ? counted : request.estimatedTokens();
  }

  private long chat(TaskRequest request) {
    var payload = payload(request);
    if (request.model() == null) {
      throw ProblemException.invalidField("model", "must be given for openai.chat");
    }
    if (!payload.path("messages").isArray() || payload.path("messages").isEmpty()) {
      throw ProblemException.invalidField("payload.messages", "must be a list of messages");
    }
    if (request.estimatedTokens() != null) {
      return request.estimatedTokens();
    }
    return prompts.count(request.model(), payload) + outputCap(payload);
  }

  private long outputCap(JsonNode payload) {
    for (var name : new String[] {"max_completion_tokens", "max_tokens"}) {
      if (payload.path(name).canConvertToLong() && payload.path(name).asLong() > 0) {
        return Math.min(payload.path(name).asLong(), MAX_TOKENS);
      }
    }
    return settings.outputCap();
  }

  private static JsonNode payload(TaskRequest request) {
    ObjectNode payload = request.payload();
    return payload == null ? tools.jackson.databind.node.MissingNode.getInstance() : payload;
  }
}
