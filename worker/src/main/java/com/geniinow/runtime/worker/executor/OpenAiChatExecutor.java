package com.geniinow.runtime.worker.executor;

import com.geniinow.runtime.platform.model.PromptTokens;
import com.geniinow.runtime.platform.provider.AnswerBounds;
import com.geniinow.runtime.platform.trace.Traces;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessage;
import java.net.URI;
import java.time.InstantSource;
import java.util.Locale;
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
  /** More tokens than these no call has. */
  private static final long MOST = 1_000_000_000_000L;

  private final JsonMapper json;
  private final ChatRequests requests;
  private final OpenAiErrors errors;
  private final Traces traces;
  private final @Nullable OpenAIClient client;

  public OpenAiChatExecutor(
      OpenAiProperties properties, JsonMapper json, Traces traces, InstantSource clock) {
    this.json = json;
    this.traces = traces;
    this.requests = new ChatRequests(json, isOpenAi(properties.baseUrl()), new PromptTokens());
    this.errors = new OpenAiErrors(properties.apiKey(), clock);
    this.client = properties.apiKey().isBlank() ? null : connect(properties);
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

  private static OpenAIClient connect(OpenAiProperties properties) {
    var builder =
        AnswerBounds.CHAT
            .applyTo(OpenAIOkHttpClient.builder())
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
    ChatRequests.Request request;
    try {
      request = requests.of(attempt);
    } catch (PayloadException e) {
      return Outcome.permanent("payload: " + e.getMessage());
    }
    ChatCompletion completion;
    try {
      completion = client.chat().completions().create(traced(request.params()));
    } catch (RuntimeException e) {
      if (Thread.interrupted()) {
        return new Outcome.Failed("given up during the model call", true, most(attempt));
      }
      return errors.failure(e, most(attempt));
    }
    try {
      return outcome(attempt, request, completion);
    } catch (RuntimeException | StackOverflowError e) {
      // It was paid, and what can't be read now can't be read the next time either.
      return new Outcome.Failed("the model provider's answer can't be read", false, most(attempt));
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

  private Outcome outcome(
      Attempt attempt, ChatRequests.Request request, ChatCompletion completion) {
    var said = said(completion);
    Usage usage = said == null ? most(attempt) : usage(attempt, request, said);
    if (said != null && !(isCount(said, "prompt_tokens") && isCount(said, "completion_tokens"))) {
      // It was paid: asked again it would be paid again, and perhaps be answered alike.
      return new Outcome.Failed(
          "the model provider reported a use that can't be true", false, usage);
    }
    if (completion.choices().isEmpty()) {
      return new Outcome.Failed("the model provider answered without a message", true, usage);
    }
    return new Outcome.Completed(result(completion.choices().getFirst().message()), usage);
  }

  /** The usage as the provider wrote it; null where it wrote none. */
  private @Nullable JsonNode said(ChatCompletion completion) {
    var usage = completion._usage();
    return usage.isMissing() || usage.isNull()
        ? null
        : json.valueToTree(JsonValue.from(usage).convert(Object.class));
  }

  /**
   * What the provider says, as far as it says anything: a count that is none is replaced by our
   * own. What of a count can be true is for whoever settles it to judge.
   */
  private static Usage usage(Attempt attempt, ChatRequests.Request request, JsonNode said) {
    long input = count(said.path("prompt_tokens"), request.promptTokens());
    long output = count(said.path("completion_tokens"), request.outputCap());
    long cached = count(said.path("prompt_tokens_details").path("cached_tokens"), 0);
    return new Usage(attempt.model(), input, output, Math.min(cached, input), null);
  }

  private static boolean isCount(JsonNode said, String name) {
    var count = said.path(name);
    return count.isIntegralNumber()
        && count.canConvertToLong()
        && count.longValue() >= 0
        && count.longValue() <= MOST;
  }

  private static long count(JsonNode said, long otherwise) {
    if (!said.isIntegralNumber() || said.decimalValue().signum() < 0) {
      return otherwise;
    }
    return said.canConvertToLong() ? said.longValue() : Long.MAX_VALUE;
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
