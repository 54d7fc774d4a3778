package com.geniinow.runtime.worker.executor;

import com.geniinow.runtime.platform.provider.KeyMask;
import com.geniinow.runtime.platform.provider.ProviderAnswer;
import com.geniinow.runtime.platform.provider.ProviderFailure;
import com.geniinow.runtime.platform.time.RetryAfter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Says what a provider's error means for the task, without ever repeating a key. */
final class OpenAiErrors {
  private static final int LONGEST = 64 * 1024; // bytes of a refusal that are looked at

  private final String apiKey;
  private final InstantSource clock;

  OpenAiErrors(String apiKey, InstantSource clock) {
    this.apiKey = apiKey;
    this.clock = clock;
  }

  /**
   * No answer came.
   *
   * @param most what the attempt has used at most: charged where the call may have been served
   *     although its answer never came, since nobody can tell any more
   */
  Outcome.Failed away(ProviderFailure away, Usage most) {
    return new Outcome.Failed(
        "the model provider did not answer: " + away.detail(),
        true,
        away.isNotSent() ? null : most);
  }

  /** It was paid. What came whole and can't be read would be the same, and paid, once more. */
  Outcome.Failed garbled(AnswerException garbled, Usage most) {
    return new Outcome.Failed(
        clean("the model provider's answer can't be read: " + garbled.getMessage()),
        garbled.isCutOff(),
        most);
  }

  Outcome.Failed odd(RuntimeException e, Usage most) {
    var said = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return new Outcome.Failed(clean("the model call failed: " + said), true, most);
  }

  /** The provider refuses: nothing was used. An account without money will until somebody pays. */
  Outcome.Failed refused(ProviderAnswer refusal) {
    var passing = RetryAfter.isPassing(refusal.status()) && !refusal.isOutOfCredit();
    return new Outcome.Failed(
        clean(
            "the model provider answered %d: %d: %s"
                .formatted(refusal.status(), refusal.status(), said(refusal))),
        passing,
        null,
        passing ? RetryAfter.of(refusal::header, clock.instant()) : null,
        refusal.isOutOfCredit() ? Outcome.Cause.PROVIDER_OUT_OF_CREDIT : null);
  }

  private static String said(ProviderAnswer refusal) {
    try {
      var body = new String(refusal.body().readNBytes(LONGEST), StandardCharsets.UTF_8);
      return said(JsonMapper.shared().readTree(body));
    } catch (IOException | RuntimeException unreadable) {
      return "Unknown";
    }
  }

  private static String said(JsonNode body) {
    if (body.isMissingNode()) {
      return "Unknown";
    }
    var error = body.isObject() && body.has("error") ? body.path("error") : body;
    var message = error.path("message");
    return body != error && message.isString() ? message.stringValue() : error.toString();
  }

  private String clean(String text) {
    return KeyMask.clean(text, apiKey);
  }
}
