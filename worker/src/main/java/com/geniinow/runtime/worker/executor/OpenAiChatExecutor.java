package com.geniinow.runtime.worker.executor;

import com.geniinow.runtime.platform.protocol.Kind;
import com.geniinow.runtime.platform.protocol.Protocols;
import com.geniinow.runtime.platform.provider.Provider;
import com.geniinow.runtime.platform.provider.ProviderAnswer;
import com.geniinow.runtime.platform.provider.ProviderClient;
import com.geniinow.runtime.platform.provider.ProviderFailure;
import com.geniinow.runtime.platform.provider.ProviderTimeouts;
import com.geniinow.runtime.platform.trace.Traces;
import java.time.InstantSource;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code openai.chat}: one chat completion. Its result is the model's message, its usage what the
 * provider reported, priced by the model that the task names. It never retries by itself: retries
 * are counted, delayed and paid for elsewhere.
 */
public final class OpenAiChatExecutor implements TaskExecutor, AutoCloseable {
  private static final String OPENAI = "https://api.openai.com/v1";

  private final AnsweredJson answers;
  private final ChatRequests requests;
  private final OpenAiErrors errors;
  private final Traces traces;
  private final InstantSource clock;
  private final Provider provider;
  private final ProviderClient client;

  public OpenAiChatExecutor(
      OpenAiSettings settings, JsonMapper json, Traces traces, InstantSource clock) {
    this.answers = new AnsweredJson(json);
    this.traces = traces;
    this.clock = clock;
    var url = settings.baseUrl().isBlank() ? OPENAI : settings.baseUrl();
    this.provider = new Provider("openai", Kind.OPENAI, url, settings.apiKey());
    this.requests = new ChatRequests(provider.isOwn());
    this.errors = new OpenAiErrors(provider.key(), clock);
    var timeout = settings.timeout();
    this.client = new ProviderClient(new ProviderTimeouts(timeout, timeout, timeout), clock);
  }

  @Override
  public String type() {
    return "openai.chat";
  }

  @Override
  public Outcome execute(Attempt attempt) {
    if (provider.key().isEmpty()) {
      return Outcome.permanent("no model provider: OPENAI_API_KEY is not set");
    }
    ChatRequests.Request request;
    try {
      request = requests.of(attempt);
    } catch (PayloadException e) {
      return Outcome.permanent("payload: " + e.getMessage());
    }
    var call = new CallRecord(provider.name(), request.body(), clock);
    return call(attempt, request, call).with(call.end());
  }

  private Outcome call(Attempt attempt, ChatRequests.Request request, CallRecord call) {
    ChatAnswer answer;
    try (var answered = client.open(provider, Protocols.CHAT, request.body(), headers())) {
      call.answered(answered.status());
      if (!isSuccess(answered)) {
        return errors.refused(answered);
      }
      var heard = call.listen(answered.body());
      answer = ChatAnswer.read(heard, answers);
      call.isRead(heard);
    } catch (ProviderFailure | AnswerException | RuntimeException e) {
      return failure(e, attempt);
    }
    try {
      return outcome(attempt, request, answer);
    } catch (RuntimeException | StackOverflowError e) {
      // It was paid, and what can't be read now can't be read the next time either.
      return new Outcome.Failed("the model provider's answer can't be read", false, most(attempt));
    }
  }

  private Outcome failure(Exception e, Attempt attempt) {
    if (Thread.interrupted()) {
      return new Outcome.Failed("given up during the model call", true, most(attempt));
    }
    return switch (e) {
      case ProviderFailure away -> errors.away(away, most(attempt));
      case AnswerException garbled -> errors.garbled(garbled, most(attempt));
      case RuntimeException odd -> errors.odd(odd, most(attempt));
      default -> throw new IllegalStateException(e);
    };
  }

  private static boolean isSuccess(ProviderAnswer answer) {
    return answer.status() >= 200 && answer.status() < 300;
  }

  /** A gateway in front of the models can go on with the trace. */
  private Map<String, String> headers() {
    var trace = traces.current();
    return trace == null ? Map.of() : Map.of(Traces.TRACEPARENT, trace);
  }

  /** What was held for an attempt is the most that it can have used. */
  private static Usage most(Attempt attempt) {
    return new Usage(attempt.model(), 0, attempt.reservedTokens());
  }

  private static Outcome outcome(Attempt attempt, ChatRequests.Request request, ChatAnswer answer) {
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
    client.close();
  }
}
