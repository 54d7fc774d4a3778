package com.geniinow.runtime.platform.webhook;

/** A webhook that is never sent; the message is for its author and begins with the field. */
public final class WebhookPayloadException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String field;
  private final String sentence;

  WebhookPayloadException(String field, String message) {
    super(message, null, false, false);
    this.field = field;
    this.sentence = message;
  }

  @Override
  public String getMessage() {
    return sentence;
  }

  /** The payload's field, such as {@code url}. */
  public String field() {
    return field;
  }
}
