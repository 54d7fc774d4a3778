package com.geniinow.runtime.worker.executor;

import com.geniinow.runtime.platform.trace.Traces;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.errors.OpenAIException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessage;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code openai.chat}: one chat completion. Its result is the model's message, its usage what the
 * provider reported, priced by the model that the task names. It never retries by itself: retries
 * are counted, delayed and paid for elsewhere.
 */
public final class OpenAiChatExecutor implements TaskExecutor, AutoCloseable {
  private final JsonMapper json;
  private final ChatRequests requests;
  private final OpenAiErrors errors;
  private final Traces traces;
  private final @Nullable OpenAIClient client;

  public OpenAiChatExecutor(OpenAiProperties properties, JsonMapper json, Traces traces) {
    this.json = json;
    this.traces = traces;
    this.requests = new ChatRequests(json);
    this.errors = new OpenAiErrors(properties.apiKey());
    this.client = properties.apiKey().isBlank() ? null : connect(properties);
  }

  private static OpenAIClient connect(OpenAiProperties properties) {
    var builder =
        OpenAIOkHttpClient.builder()
            .apiKey(properties.apiKey())
            .timeout(properties.timeout())
            .maxRetries(0);
    if (!properties.baseUrl().isBlank()) {
      builder.baseUrl(properties.baseUrl());
    }
    return builder.build();
  }

  @Override
  public String type() {
    return "openai.chat";
  }

  @Override
  public Outcome execute(Attempt attempt) {
    if (client == null) {
      return Outcome.permanent("no model provider: OPENAI_API_KEY is not set");
    }
    ChatCompletionCreateParams request;
    try {
      request = requests.of(attempt);
    } catch (PayloadException e) {
      return Outcome.permanent("payload: " + e.getMessage());
    }
    ChatCompletion completion;
    try {
      completion = client.chat().completions().create(traced(request));
    } catch (OpenAIException e) {
      if (Thread.interrupted()) {
        return new Outcome.Failed("given up during the model call", true, most(attempt));
      }
      return errors.failure(e, most(attempt));
    }
    try {
      return outcome(attempt, completion);
    } catch (RuntimeException | StackOverflowError e) {
      // It was paid, and what can't be read now can't be read the next time either.
      return new Outcome.Failed("the model provider's answer can't be read", false, most(attempt));
    }
  }

  /** A gateway in front of the models can go on with the trace. */
  private ChatCompletionCreateParams traced(ChatCompletionCreateParams request) {
    String trace = traces.current();
    return trace == null
        ? request
        : request.toBuilder().putAdditionalHeader(Traces.TRACEPARENT, trace).build();
  }

  /** What was held for an attempt is the most that it can have used. */
  private static Usage most(Attempt attempt) {
    return new Usage(attempt.model(), 0, attempt.reservedTokens());
  }

  private Outcome outcome(Attempt attempt, ChatCompletion completion) {
    Usage usage =
        completion
            .usage()
            .map(u -> new Usage(attempt.model(), u.promptTokens(), u.completionTokens()))
            .orElseGet(() -> most(attempt));
    if (completion.choices().isEmpty()) {
      return new Outcome.Failed("the model provider answered without a message", true, usage);
    }
    return new Outcome.Completed(result(completion.choices().getFirst().message()), usage);
  }

  private JsonNode result(ChatCompletionMessage message) {
    Object plain = JsonValue.from(message).convert(Map.class);
    return json.valueToTree(plain);
  }

  @Override
  public void close() {
    if (client != null) {
      client.close();
    }
  }
}
