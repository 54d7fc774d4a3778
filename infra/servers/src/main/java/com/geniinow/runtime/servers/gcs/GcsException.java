package com.geniinow.runtime.servers.gcs;

/** A refusal in the form that Google's clients understand. */
final class GcsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String reason;

  GcsException(int status, String reason, String message) {
    super(message, null, false, false);
    this.status = status;
    this.reason = reason;
  }

  static GcsException notFound(String what) {
    return new GcsException(404, "notFound", what + " does not exist.");
  }

  static GcsException invalid(String message) {
    return new GcsException(400, "invalid", message);
  }

  static GcsException conditionNotMet(String condition) {
    return new GcsException(
        412, "conditionNotMet", "The condition " + condition + " does not hold.");
  }

  static GcsException notModified(String condition) {
    return new GcsException(304, "notModified", "The condition " + condition + " does not hold.");
  }

  int status() {
    return status;
  }

  /** Google's word for it, such as {@code conditionNotMet}. */
  String reason() {
    return reason;
  }

  String text() {
    return String.valueOf(getMessage());
  }
}
