package com.geniinow.runtime.platform.provider;

import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An account without credit. It is answered with 429 like a call that came too early, but no later
 * call fares better until somebody pays.
 */
public final class OutOfCredit {
  private static final String CODE = "insufficient_quota";

  private OutOfCredit() {}

  /** Whether a refusal says so, by its code or its type, as a client reads them. */
  public static boolean isSaidBy(Supplier<Optional<String>> code, Supplier<Optional<String>> type) {
    return isCode(code) || isCode(type);
  }

  /** The same of a refusal's body, whatever it holds. */
  public static boolean isSaidBy(String body) {
    if (!body.contains(CODE)) {
      return false;
    }
    try {
      var error = JsonMapper.shared().readTree(body).path("error");
      return isCode(error.path("code")) || isCode(error.path("type"));
    } catch (RuntimeException e) {
      return false;
    }
  }

  private static boolean isCode(JsonNode said) {
    return said.isString() && said.stringValue().equals(CODE);
  }

  /** OpenAI's client throws on a code that is a number, which others than OpenAI write. */
  private static boolean isCode(Supplier<Optional<String>> said) {
    try {
      return said.get().filter(CODE::equals).isPresent();
    } catch (RuntimeException odd) {
      return false;
    }
  }
}
