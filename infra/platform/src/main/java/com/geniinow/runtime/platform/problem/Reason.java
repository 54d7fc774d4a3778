package com.geniinow.runtime.platform.problem;

import java.util.Locale;

/**
 * Why a request was refused: the stable word that clients branch on, with its HTTP status. Renaming
 * one breaks clients.
 */
public enum Reason {
  INVALID_REQUEST(400, "Bad Request"),
  ESTIMATE_TOO_LOW(400, "Bad Request"),
  UNCOUNTABLE_CONTENT(400, "Bad Request"),
  UNSUPPORTED_FIELD(400, "Bad Request"),
  WRONG_PROTOCOL(400, "Bad Request"),
  UNAUTHENTICATED(401, "Unauthorized"),
  FORBIDDEN(403, "Forbidden"),
  SCOPE_MISSING(403, "Forbidden"),
  MODEL_NOT_ALLOWED(403, "Forbidden"),
  NOT_FOUND(404, "Not Found"),
  MODEL_NOT_FOUND(404, "Not Found"),
  METHOD_NOT_ALLOWED(405, "Method Not Allowed"),
  NOT_ACCEPTABLE(406, "Not Acceptable"),
  CONFLICT(409, "Conflict"),
  CORRECTION_EXCEEDS_USE(409, "Conflict"),
  STALE_ATTEMPT(409, "Conflict"),
  PAYLOAD_MISMATCH(409, "Conflict"),
  AGENT_NOT_ACTIVE(409, "Conflict"),
  AGENT_NOT_TERMINATED(409, "Conflict"),
  LEGAL_HOLD(409, "Conflict"),
  PAYLOAD_ERASED(409, "Conflict"),
  BRAKED(409, "Conflict"),
  BATCH_REFUSED(409, "Conflict"),
  VERSION_MISMATCH(412, "Precondition Failed"),
  FILE_TOO_LARGE(413, "Content Too Large"),
  PAYLOAD_TOO_LARGE(413, "Content Too Large"),
  UNSUPPORTED_MEDIA_TYPE(415, "Unsupported Media Type"),
  IDEMPOTENCY_KEY_REUSED(422, "Unprocessable Content"),
  QUEUE_FULL(429, "Too Many Requests"),
  QUOTA_EXCEEDED(429, "Too Many Requests"),
  STORAGE_QUOTA_EXCEEDED(429, "Too Many Requests"),
  MEMORY_FULL(429, "Too Many Requests"),
  TASK_BUDGET_EXCEEDED(429, "Too Many Requests"),
  TOO_MANY_CALLS(429, "Too Many Requests"),
  RATE_LIMITED(429, "Too Many Requests"),
  INTERNAL_ERROR(500, "Internal Server Error"),
  PROVIDER_FAILED(502, "Bad Gateway"),
  UNAVAILABLE(503, "Service Unavailable");

  private final int status;
  private final String title;

  Reason(int status, String title) {
    this.status = status;
    this.title = title;
  }

  /** The word in the body's {@code reason}: the constant in lower case. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The HTTP status, 400 to 503. */
  public int status() {
    return status;
  }

  /** The status's own name, the body's {@code title}. */
  public String title() {
    return title;
  }

  /** Whether the answer tells the client when to come back: 429 and 503 do. */
  public boolean retryable() {
    return status == 429 || status == 503;
  }

  /** The reason that stands for a bare HTTP status, such as one a library answered with. */
  static Reason ofStatus(int status) {
    return switch (status) {
      case 401 -> UNAUTHENTICATED;
      case 403 -> FORBIDDEN;
      case 404 -> NOT_FOUND;
      case 405 -> METHOD_NOT_ALLOWED;
      case 406 -> NOT_ACCEPTABLE;
      case 409 -> CONFLICT;
      case 412 -> VERSION_MISMATCH;
      case 413 -> PAYLOAD_TOO_LARGE;
      case 415 -> UNSUPPORTED_MEDIA_TYPE;
      case 429 -> RATE_LIMITED;
      // A coding or a version of HTTP that is not known here: the client's to change.
      case 501, 505 -> INVALID_REQUEST;
      case 503 -> UNAVAILABLE;
      default -> status >= 400 && status < 500 ? INVALID_REQUEST : INTERNAL_ERROR;
    };
  }
}
