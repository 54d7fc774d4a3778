package com.geniinow.runtime.platform.problem;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Problems in the forms of the providers whose clients call here. Those clients repeat what was
 * refused by its status, so a status says only what waiting can mend.
 */
final class ProtocolErrors {
  /** Those after which the same request may well be taken. */
  private static final Set<String> PASSING =
      Set.of("rate_limited", "too_many_calls", "unavailable");

  private ProtocolErrors() {}

  /** Clients take a conflict for something that passes. */
  static int status(Problem problem) {
    return problem.status() == 409 ? 403 : problem.status();
  }

  static Map<String, String> headers(Problem problem) {
    Map<String, String> headers = new LinkedHashMap<>(problem.headers());
    headers.put("X-Genii-Reason", problem.reason().code());
    if (!PASSING.contains(problem.reason().code())) {
      headers.put("x-should-retry", "false");
    } else {
      var seconds = problem.retryAfterSeconds();
      headers.put("Retry-After", Long.toString(seconds == null ? 1 : seconds));
    }
    return headers;
  }

  static Map<String, Object> body(Problem problem, ErrorForm form) {
    Map<String, @Nullable Object> error = new LinkedHashMap<>();
    error.put("message", problem.detail());
    if (form == ErrorForm.ANTHROPIC) {
      error.put("type", anthropicType(status(problem)));
      error.put("code", problem.reason().code());
    } else {
      error.put("type", openAiType(problem));
      error.put("code", problem.reason().code());
      error.put("param", param(problem));
    }
    problem.properties().forEach(error::putIfAbsent);
    return form == ErrorForm.ANTHROPIC
        ? ordered("type", "error", "error", error)
        : ordered("error", error);
  }

  private static Map<String, Object> ordered(Object... pairs) {
    Map<String, Object> members = new LinkedHashMap<>();
    for (var i = 0; i < pairs.length; i += 2) {
      members.put((String) pairs[i], pairs[i + 1]);
    }
    return members;
  }

  /** The place of what is wrong: what the problem names, else its one field. */
  private static @Nullable Object param(Problem problem) {
    var named = problem.properties().get(ProblemMember.PARAM.wire());
    if (named != null) {
      return named;
    }
    return problem.properties().get(ProblemMember.ERRORS.wire()) instanceof List<?> errors
            && errors.getFirst() instanceof FieldError first
        ? first.field()
        : null;
  }

  private static String openAiType(Problem problem) {
    if (problem.reason() == Reason.QUOTA_EXCEEDED) {
      return "insufficient_quota";
    }
    return switch (status(problem)) {
      case 401 -> "authentication_error";
      case 403 -> "permission_error";
      case 404 -> "not_found_error";
      case 429 -> "rate_limit_error";
      default -> problem.status() >= 500 ? "server_error" : "invalid_request_error";
    };
  }

  private static String anthropicType(int status) {
    return switch (status) {
      case 401 -> "authentication_error";
      case 403 -> "permission_error";
      case 404 -> "not_found_error";
      case 413 -> "request_too_large";
      case 429 -> "rate_limit_error";
      case 503, 529 -> "overloaded_error";
      case 504 -> "timeout_error";
      default -> status >= 500 ? "api_error" : "invalid_request_error";
    };
  }
}
