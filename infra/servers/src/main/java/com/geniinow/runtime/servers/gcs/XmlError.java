package com.geniinow.runtime.servers.gcs;

/** A refusal of a signed request, in the form of Google's XML API. */
final class XmlError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;

  XmlError(int status, String code, String message) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
  }

  static XmlError malformed(String message) {
    return new XmlError(400, "AuthenticationRequired", message);
  }

  int status() {
    return status;
  }

  String body() {
    return "<?xml version='1.0' encoding='UTF-8'?><Error><Code>"
        + code
        + "</Code><Message>"
        + getMessage()
        + "</Message></Error>";
  }
}
