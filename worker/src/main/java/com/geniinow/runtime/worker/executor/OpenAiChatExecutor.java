package com.geniinow.runtime.worker.executor;

import com.geniinow.runtime.platform.model.PromptTokens;
import com.geniinow.runtime.platform.provider.AnswerBounds;
import com.geniinow.runtime.platform.trace.Traces;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import java.net.URI;
import java.time.InstantSource;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code openai.chat}: one chat completion. Its result is the model's message, its usage what the
 * provider reported, priced by the model that the task names. It never retries by itself: retries
 * are counted, delayed and paid for elsewhere.
 */
public final class OpenAiChatExecutor implements TaskExecutor, AutoCloseable {
  private final AnsweredJson answers;
  private final ChatRequests requests;
  private final OpenAiErrors errors;
  private final Traces traces;
  private final @Nullable OpenAIClient client;

  public OpenAiChatExecutor(
      OpenAiSettings settings, JsonMapper json, Traces traces, InstantSource clock) {
    this.answers = new AnsweredJson(json);
    this.traces = traces;
    this.requests = new ChatRequests(json, isOpenAi(settings.baseUrl()), new PromptTokens());
    this.errors = new OpenAiErrors(settings.apiKey(), clock);
    this.client = settings.apiKey().isBlank() ? null : connect(settings);
  }

  private static boolean isOpenAi(String baseUrl) {
    if (baseUrl.isBlank()) {
      return true;
    }
    var host = URI.create(baseUrl.strip()).getHost();
    return host != null
        && (host.equalsIgnoreCase("api.openai.com")
            || host.toLowerCase(Locale.ROOT).endsWith(".api.openai.com"));
  }

  private static OpenAIClient connect(OpenAiSettings settings) {
    var builder =
        AnswerBounds.CHAT
            .applyTo(OpenAIOkHttpClient.builder())
            .apiKey(settings.apiKey())
            .timeout(settings.timeout())
            .maxRetries(0);
    if (!settings.baseUrl().isBlank()) {
      builder.baseUrl(settings.baseUrl());
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
    ChatRequests.Request request;
    try {
      request = requests.of(attempt);
    } catch (PayloadException e) {
      return Outcome.permanent("payload: " + e.getMessage());
    }
    ChatAnswer answer;
    try {
      answer = ask(client, request.params());
    } catch (RuntimeException e) {
      if (Thread.interrupted()) {
        return new Outcome.Failed("given up during the model call", true, most(attempt));
      }
      return errors.failure(e, most(attempt));
    }
    try {
      return outcome(attempt, request, answer);
    } catch (RuntimeException | StackOverflowError e) {
      // It was paid, and what can't be read now can't be read the next time either.
      return new Outcome.Failed("the model provider's answer can't be read", false, most(attempt));
    }
  }

  private ChatAnswer ask(OpenAIClient client, ChatCompletionCreateParams request) {
    var raw = client.chat().completions().withRawResponse();
    try (var response = raw.create(traced(request))) {
      return ChatAnswer.read(response, answers);
    }
  }

  /** A gateway in front of the models can go on with the trace. */
  private ChatCompletionCreateParams traced(ChatCompletionCreateParams request) {
    var trace = traces.current();
    return trace == null
        ? request
        : request.toBuilder().putAdditionalHeader(Traces.TRACEPARENT, trace).build();
  }

  /** What was held for an attempt is the most that it can have used. */
  private static Usage most(Attempt attempt) {
    return new Usage(attempt.model(), 0, attempt.reservedTokens());
  }

  private Outcome outcome(Attempt attempt, ChatRequests.Request request, ChatAnswer answer) {
    var usage = answer.hasUsage() ? answer.usage(attempt.model(), request) : most(attempt);
    // It was paid: asked again it would be paid again, and perhaps be answered alike.
    if (answer.hasUsage() && !answer.hasPossibleUsage()) {
      return new Outcome.Failed(
          "the model provider reported a use that can't be true", false, usage);
    }
    var message = answer.message();
    return message == null
        ? new Outcome.Failed("the model provider answered without a message", false, usage)
        : new Outcome.Completed(message, usage);
  }

  @Override
  public void close() {
    if (client != null) {
      client.close();
    }
  }
}
