package com.geniinow.runtime.worker.executor;

import com.geniinow.runtime.platform.provider.OutOfCredit;
import com.geniinow.runtime.platform.time.RetryAfter;
import com.openai.errors.OpenAIInvalidDataException;
import com.openai.errors.OpenAIIoException;
import com.openai.errors.OpenAIServiceException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.regex.Pattern;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** Says what a provider's error means for the task, without ever repeating a key. */
final class OpenAiErrors {
  // Providers repeat a rejected key in their message, in part masked.
  private static final Pattern KEY = Pattern.compile("\\b(sk|pk)-[\\w*.-]+");

  // How a time-out before there was a connection differs from one after, in the JDK's words.
  private static final String CONNECTING = "Connect timed out";

  private final String apiKey;
  private final InstantSource clock;

  OpenAiErrors(String apiKey, InstantSource clock) {
    this.apiKey = apiKey;
    this.clock = clock;
  }

  /**
   * @param most what the attempt has used at most: charged where the call may have been served
   *     although its answer never came, since nobody can tell any more
   */
  Outcome.Failed failure(RuntimeException e, Usage most) {
    try {
      return described(e, most);
    } catch (RuntimeException odd) {
      // What a failure says of itself is input too, and no reason to lose the failure.
      return e instanceof OpenAIServiceException refused
          ? new Outcome.Failed(
              "the model provider answered " + refused.statusCode(),
              isPassing(refused),
              null,
              null,
              cause(refused))
          : new Outcome.Failed("the model call failed", true, most);
    }
  }

  private Outcome.Failed described(RuntimeException e, Usage most) {
    return switch (e) {
      case OpenAIServiceException refused ->
          new Outcome.Failed(
              text(refused), isPassing(refused), null, retryAfter(refused), cause(refused));
      case OpenAIIoException away ->
          new Outcome.Failed(
              clean("the model provider did not answer: " + rootMessage(away)),
              true,
              wasSent(away) ? most : null);
      // It was paid. What came whole and can't be read would be the same, and paid, once more.
      case OpenAIInvalidDataException garbled ->
          new Outcome.Failed(
              clean("the model provider's answer can't be read: " + rootMessage(garbled)),
              wasCutOff(garbled),
              most);
      default -> new Outcome.Failed(clean("the model call failed: " + message(e)), true, most);
    };
  }

  /** Whether the provider may have got the request: not when there was no connection to it. */
  private static boolean wasSent(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectException
          || cause instanceof UnknownHostException
          || cause instanceof SSLHandshakeException
          || (cause instanceof SocketTimeoutException && CONNECTING.equals(cause.getMessage()))) {
        return false;
      }
    }
    return true;
  }

  /** Whether the connection failed while the answer was read, not the answer itself. */
  private static boolean wasCutOff(Throwable e) {
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException && !cause.getClass().getName().contains(".jackson.")) {
        return true;
      }
    }
    return false;
  }

  private String text(OpenAIServiceException e) {
    return clean("the model provider answered %d: %s".formatted(e.statusCode(), message(e)));
  }

  /** An account without money answers 429 too, and will until somebody pays. */
  private static boolean isPassing(OpenAIServiceException e) {
    return RetryAfter.isPassing(e.statusCode()) && !OutOfCredit.isSaidBy(e);
  }

  private static Outcome.@Nullable Cause cause(OpenAIServiceException e) {
    return OutOfCredit.isSaidBy(e) ? Outcome.Cause.PROVIDER_OUT_OF_CREDIT : null;
  }

  private @Nullable Duration retryAfter(OpenAIServiceException e) {
    return isPassing(e)
        ? RetryAfter.of(
            name -> e.headers().values(name).stream().findFirst().orElse(null), clock.instant())
        : null;
  }

  private String clean(String text) {
    String withoutKey = apiKey.isEmpty() ? text : text.replace(apiKey, "[key]");
    return KEY.matcher(withoutKey).replaceAll("[key]");
  }

  private static String message(Throwable e) {
    var message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }

  private static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return message(root);
  }
}
