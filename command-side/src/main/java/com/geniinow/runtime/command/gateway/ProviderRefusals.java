package com.geniinow.runtime.command.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.geniinow.runtime.command.gateway.Exchange.Item;
import com.geniinow.runtime.platform.problem.ProblemException;
import com.geniinow.runtime.platform.problem.Reason;
import com.geniinow.runtime.platform.protocol.WireErrors;
import com.geniinow.runtime.platform.provider.KeyMask;
import com.geniinow.runtime.platform.provider.Provider;
import com.geniinow.runtime.platform.time.RetryAfter;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** What an agent is told of a provider that did not serve its call. */
final class ProviderRefusals {
  static final String PAUSED =
      "The model's provider wants to be left alone for a while; nothing was sent.";

  /** What such an error is called inside a stream. */
  static final String CODE = "provider_error";

  private static final Duration UNTIL_PAID = Duration.ofMinutes(1);
  private static final int OVERLOADED = 529; // Anthropic's

  private ProviderRefusals() {}

  /** What is told. */
  sealed interface Told {
    /** Whether a fallback may do better. */
    boolean isPassing();
  }

  /** In words of ours. */
  record Ours(ProblemException problem, boolean isPassing) implements Told {}

  /** In the provider's own. */
  record Theirs(int status, byte[] body, @Nullable String retryAfter, String message)
      implements Told {
    @Override
    public boolean isPassing() {
      return status == 429 || status >= 500;
    }
  }

  /** Of a provider that can't be reached. */
  static Told notReached() {
    return new Ours(
        ProblemException.unavailable("The model's provider can't be reached; nothing was sent."),
        true);
  }

  /** Of one that wants to be left alone. */
  static Told paused(Duration left) {
    return new Ours(ProblemException.rateLimited(PAUSED, left), true);
  }

  /** Of one that has answered with an error. */
  static Told of(Provider provider, Item.Head head, byte[] body) {
    if (head.outOfCredit()) {
      return new Ours(
          ProblemException.unavailable(
              "The runtime's account at the model's provider has no credit.", UNTIL_PAID),
          true);
    }
    var status = head.status();
    if (status == 401 || status == 403 || status < 400) {
      // Not the agent's key, which is good; and what it says may hold a part of ours.
      return new Ours(
          failed(
              "The model's provider does not take the runtime's key or address (%d): an operator"
                      .formatted(status)
                  + " has to look. Nothing was charged."),
          false);
    }
    var retryAfter =
        RetryAfter.isPassing(status) || status == OVERLOADED ? head.retryAfter() : null;
    return theirs(
        provider, status, KeyMask.clean(new String(body, UTF_8), provider.key()), retryAfter);
  }

  /** 502: it was sent, and is not to be repeated blindly. */
  static ProblemException failed(String sentence) {
    return new ProblemException(Reason.PROVIDER_FAILED, sentence, Map.of(), null);
  }

  private static Told theirs(
      Provider provider, int status, String text, @Nullable String retryAfter) {
    var message = message(text);
    if (message != null) {
      return new Theirs(status, text.getBytes(UTF_8), retryAfter, message);
    }
    var sentence = "The model's provider answered with status %d.".formatted(status);
    var body = WireErrors.bytes(provider.kind(), status, CODE, sentence, null);
    return new Theirs(status, body, retryAfter, sentence);
  }

  /** Null where it isn't of the protocol's form; both have it in the same place. */
  private static @Nullable String message(String text) {
    try {
      var error = JsonMapper.shared().readTree(text).path("error");
      return error.path("message").isString() ? error.path("message").stringValue() : null;
    } catch (RuntimeException e) {
      return null;
    }
  }

  /** The same inside a stream that has begun. */
  static String sentence(Told told) {
    return switch (told) {
      case Ours ours -> ours.problem().problem().detail();
      case Theirs theirs -> theirs.message();
    };
  }

  /** As a client branches on it. */
  static String code(Told told) {
    return switch (told) {
      case Ours ours -> ours.problem().reason().code();
      case Theirs theirs -> CODE;
    };
  }
}
