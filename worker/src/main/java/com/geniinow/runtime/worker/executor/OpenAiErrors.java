package com.geniinow.runtime.worker.executor;

import com.openai.errors.OpenAIException;
import com.openai.errors.OpenAIInvalidDataException;
import com.openai.errors.OpenAIIoException;
import com.openai.errors.OpenAIServiceException;
import java.util.regex.Pattern;

/** Says what a provider's error means for the task, without ever repeating a key. */
final class OpenAiErrors {
  // Providers repeat a rejected key in their message, in part masked.
  private static final Pattern KEY = Pattern.compile("\\b(sk|pk)-[\\w*.-]+");

  private final String apiKey;

  OpenAiErrors(String apiKey) {
    this.apiKey = apiKey;
  }

  Outcome.Failed failure(OpenAIException e) {
    return switch (e) {
      case OpenAIServiceException refused ->
          new Outcome.Failed(text(refused), isPassing(refused.statusCode()), null);
      case OpenAIIoException away ->
          Outcome.retryable(clean("the model provider did not answer: " + rootMessage(away)));
      case OpenAIInvalidDataException garbled ->
          Outcome.retryable(clean("the model provider answered garbled: " + message(garbled)));
      default -> Outcome.retryable(clean("the model call failed: " + message(e)));
    };
  }

  private String text(OpenAIServiceException e) {
    return clean("the model provider answered %d: %s".formatted(e.statusCode(), message(e)));
  }

  private static boolean isPassing(int status) {
    return status == 408 || status == 409 || status == 429 || status >= 500;
  }

  private String clean(String text) {
    String withoutKey = apiKey.isEmpty() ? text : text.replace(apiKey, "[key]");
    return KEY.matcher(withoutKey).replaceAll("[key]");
  }

  private static String message(Throwable e) {
    String message = e.getMessage();
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
