package com.geniinow.runtime.worker.executor;

import com.geniinow.runtime.platform.provider.ProviderFailure;
import com.geniinow.runtime.platform.web.QuotedText;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.databind.JsonNode;

/**
 * A chat answer as the provider wrote it. Read with the worker's own mapper, which keeps every
 * digit.
 */
record ChatAnswer(JsonNode document) {
  /** More tokens than these no call has. */
  private static final long MOST = 1_000_000_000_000L;

  private static final String USUAL_TIER = "default";

  private static final int LONGEST_TIER = 100; // characters

  /**
   * Reads the whole answer.
   *
   * @throws AnswerException if it can't be read, or breaks off
   */
  static ChatAnswer read(InputStream body, AnsweredJson json) throws AnswerException {
    try {
      return new ChatAnswer(json.read(body));
    } catch (JacksonIOException e) {
      throw brokeOff(e.getCause());
    } catch (JacksonException e) {
      throw new AnswerException(AnsweredJson.why(e), false);
    }
  }

  private static AnswerException brokeOff(@Nullable Throwable e) {
    return new AnswerException(
        e instanceof ProviderFailure failure ? failure.detail() : "it broke off", true);
  }

  /** Null where there is none. */
  @Nullable JsonNode message() {
    var message = document.path("choices").path(0).path("message");
    return message.isObject() ? message : null;
  }

  /** Whether it says anything of its use, true or not. */
  boolean hasUsage() {
    return !isAbsent(document.path("usage"));
  }

  /** Whether what it says of its use can be of any call. */
  boolean hasPossibleUsage() {
    return isCount(input()) && isCount(output()) && (isAbsent(cached()) || isCount(cached()));
  }

  /**
   * What it says of its use, as far as it says anything: a count that is none is replaced by our
   * own. What of a count can be true is for whoever settles it to judge.
   */
  Usage usage(@Nullable String model, ChatRequests.Request request) {
    long input = count(input(), request.promptTokens());
    long output = count(output(), request.outputCap());
    return new Usage(
        model,
        input,
        output,
        Math.min(count(cached(), 0), input),
        null,
        part(said("completion_tokens_details", "reasoning_tokens"), output),
        part(said("prompt_tokens_details", "cache_write_tokens"), input),
        serviceTier());
  }

  /** What can't be true of a detail was not said: nothing is charged by it alone. */
  private static long part(JsonNode said, long whole) {
    return isCount(said) && said.longValue() <= whole ? said.longValue() : 0;
  }

  /** Null where it is the usual one, or none that can be passed on. */
  private @Nullable String serviceTier() {
    var tier = document.path("service_tier");
    if (!tier.isString()) {
      return null;
    }
    var name = QuotedText.clean(tier.stringValue(), LONGEST_TIER).strip();
    return name.isEmpty() || name.equals(USUAL_TIER) ? null : name;
  }

  private JsonNode input() {
    return document.path("usage").path("prompt_tokens");
  }

  private JsonNode output() {
    return document.path("usage").path("completion_tokens");
  }

  private JsonNode cached() {
    return said("prompt_tokens_details", "cached_tokens");
  }

  private JsonNode said(String details, String count) {
    return document.path("usage").path(details).path(count);
  }

  private static boolean isAbsent(JsonNode said) {
    return said.isMissingNode() || said.isNull();
  }

  private static boolean isCount(JsonNode said) {
    return said.isIntegralNumber()
        && said.canConvertToLong()
        && said.longValue() >= 0
        && said.longValue() <= MOST;
  }

  private static long count(JsonNode said, long otherwise) {
    if (!said.isIntegralNumber() || said.decimalValue().signum() < 0) {
      return otherwise;
    }
    return said.canConvertToLong() ? said.longValue() : Long.MAX_VALUE;
  }
}
