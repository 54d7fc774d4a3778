package com.geniinow.runtime.command.task;

import com.geniinow.runtime.platform.model.ChatFields;
import com.geniinow.runtime.platform.model.ChatPayloadException;
import com.geniinow.runtime.platform.model.PromptTokens;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.problem.Reason;
import com.geniinow.runtime.platform.webhook.WebhookPayloadException;
import com.geniinow.runtime.platform.webhook.WebhookPayloads;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Checks what a type of task needs and counts the most tokens one attempt may use. */
@Component
class TaskEstimator {
  /** No estimate reaches beyond this, so that sums of them stay far from the end of numbers. */
  static final long MAX_TOKENS = TaskRequest.MAX_TOKENS;

  private final TaskSettings settings;
  private final WebhookPayloads webhooks;
  private final PromptTokens prompts = new PromptTokens();

  TaskEstimator(TaskSettings settings, WebhookSettings webhooks) {
    this.settings = settings;
    this.webhooks = new WebhookPayloads(webhooks.hosts());
  }

  /**
   * The model whose price counts: the task's own, or the one that a chat's or a simulated task's
   * payload names.
   *
   * @throws ProblemException 400 where a chat's payload names another than the task
   */
  @Nullable String model(TaskRequest request) {
    var named = payload(request).path("model");
    return switch (request.type()) {
      case TaskSettings.CHAT -> chatModel(request.model(), named);
      case TaskSettings.SIMULATE ->
          request.model() == null && named.isString() ? named.stringValue() : request.model();
      default -> request.model();
    };
  }

  private static @Nullable String chatModel(@Nullable String ofTask, JsonNode named) {
    var model = ofTask;
    if (!named.isMissingNode() && !named.isNull()) {
      if (!named.isString() || named.stringValue().isBlank()) {
        throw ProblemException.invalidField("payload.model", "must be text");
      }
      model = named.stringValue();
      if (ofTask != null && !ofTask.equals(model)) {
        throw ProblemException.invalidField("payload.model", "differs from the task's model");
      }
      if (model.length() > TaskRequest.LONGEST_MODEL) {
        throw ProblemException.invalidField(
            "payload.model", "must be at most %d characters".formatted(TaskRequest.LONGEST_MODEL));
      }
    }
    if (model != null && ChatFields.isNoChatModel(model)) {
      throw ProblemException.invalidField("model", "makes embeddings and answers no chat");
    }
    return model;
  }

  /**
   * The estimate: the client's, or counted.
   *
   * @throws ProblemException 400 when the request lacks what its type needs
   */
  long tokens(TaskRequest request) {
    long counted =
        switch (request.type()) {
          case TaskSettings.CHAT -> chat(request);
          case TaskSettings.WEBHOOK -> webhook(request);
          case TaskSettings.SIMULATE -> Math.max(0, payload(request).path("tokens").asLong(0));
          default -> 0;
        };
    if (counted > MAX_TOKENS && !isEstimatedChat(request)) {
      throw ProblemException.invalidField(
          "payload", "asks for more than " + MAX_TOKENS + " tokens");
    }
    return request.estimatedTokens() == null ? counted : request.estimatedTokens();
  }

  /** Its cap may be any number: the answer is capped to what the estimate leaves. */
  private static boolean isEstimatedChat(TaskRequest request) {
    return request.type().equals(TaskSettings.CHAT) && request.estimatedTokens() != null;
  }

  /** At least the prompt and one token of an answer, whatever the client estimates. */
  private long chat(TaskRequest request) {
    var payload = payload(request);
    var model = model(request);
    if (model == null) {
      throw ProblemException.invalidField("model", "must be given for openai.chat");
    }
    try {
      ChatFields.check(payload);
    } catch (ChatPayloadException e) {
      throw e.reason() == Reason.INVALID_REQUEST
          ? ProblemException.invalidField("payload." + e.param(), e.getMessage())
          : ProblemException.unpriced(e.reason(), "payload: " + e.getMessage() + ".", e.param());
    }
    long prompt = prompts.count(model, payload);
    if (request.estimatedTokens() != null && request.estimatedTokens() < prompt + 1) {
      throw ProblemException.estimateTooLow(prompt + 1);
    }
    return prompt + outputCap(payload);
  }

  /** No model is called for it, so it needs no tokens, and runs under a limit of 0 too. */
  private long webhook(TaskRequest request) {
    try {
      webhooks.check(payload(request));
      return 0;
    } catch (WebhookPayloadException e) {
      throw ProblemException.invalidField("payload." + e.field(), e.getMessage());
    }
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
    var payload = request.payload();
    return payload == null ? tools.jackson.databind.node.MissingNode.getInstance() : payload;
  }
}
