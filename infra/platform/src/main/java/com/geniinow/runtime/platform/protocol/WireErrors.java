package com.geniinow.runtime.platform.protocol;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A refusal in the shape of the protocol that was called. */
public final class WireErrors {
  private WireErrors() {}

  /**
   * The body of a refusal.
   *
   * @param status of HTTP
   * @param code our reason, such as {@code quota_exceeded}
   * @param param the field that it is about; Anthropic's shape has no place for it
   */
  public static ObjectNode body(
      Kind kind, int status, String code, String message, @Nullable String param) {
    return switch (kind) {
      case OPENAI -> openAi(status, code, message, param);
      case ANTHROPIC -> anthropic(status, code, message);
    };
  }

  /** The same as JSON in UTF-8. */
  public static byte[] bytes(
      Kind kind, int status, String code, String message, @Nullable String param) {
    return Frames.bytes(body(kind, status, code, message, param));
  }

  /** What status a stream that is cut for a reason would have been refused with. */
  static int status(String code) {
    return switch (code) {
      case "unauthenticated" -> 401;
      case "agent_not_active", "braked", "stale_attempt", "scope_missing", "model_not_allowed" ->
          403;
      case "quota_exceeded", "task_budget_exceeded", "rate_limited", "too_many_calls" -> 429;
      case "unavailable" -> 503;
      default -> 500;
    };
  }

  static String openAiType(int status, String code) {
    if (code.equals("quota_exceeded")) {
      return "insufficient_quota";
    }
    return switch (status) {
      case 401 -> "authentication_error";
      case 403 -> "permission_error";
      case 404 -> "not_found_error";
      case 429 -> "rate_limit_error";
      default -> status >= 500 ? "server_error" : "invalid_request_error";
    };
  }

  private static String anthropicType(int status) {
    return switch (status) {
      case 401 -> "authentication_error";
      case 402 -> "billing_error";
      case 403 -> "permission_error";
      case 404 -> "not_found_error";
      case 413 -> "request_too_large";
      case 429 -> "rate_limit_error";
      case 503, 529 -> "overloaded_error";
      case 504 -> "timeout_error";
      default -> status >= 500 ? "api_error" : "invalid_request_error";
    };
  }

  private static ObjectNode openAi(
      int status, String code, String message, @Nullable String param) {
    var body = Frames.object();
    body.putObject("error")
        .put("message", message)
        .put("type", openAiType(status, code))
        .put("code", code)
        .put("param", param);
    return body;
  }

  private static ObjectNode anthropic(int status, String code, String message) {
    var body = Frames.object().put("type", "error");
    body.putObject("error")
        .put("type", anthropicType(status))
        .put("message", message)
        .put("code", code);
    return body;
  }
}
