package com.geniinow.runtime.platform.model;

import com.geniinow.runtime.platform.problem.Reason;

/** A chat payload that can't be held at its price; the message is a sentence for its author. */
public final class ChatPayloadException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final String param;
  private final String sentence;

  ChatPayloadException(Reason reason, String param, String message) {
    super(message, null, false, false);
    this.reason = reason;
    this.param = param;
    this.sentence = message;
  }

  @Override
  public String getMessage() {
    return sentence;
  }

  /** {@code UNSUPPORTED_FIELD}, {@code UNCOUNTABLE_CONTENT} or {@code INVALID_REQUEST}. */
  public Reason reason() {
    return reason;
  }

  /** Where in the payload, such as {@code messages[0].content[1]}. */
  public String param() {
    return param;
  }

  static ChatPayloadException unsupported(String param, String why) {
    return new ChatPayloadException(Reason.UNSUPPORTED_FIELD, param, param + " " + why);
  }

  static ChatPayloadException uncountable(String param, String why) {
    return new ChatPayloadException(Reason.UNCOUNTABLE_CONTENT, param, param + " " + why);
  }

  static ChatPayloadException invalid(String param, String why) {
    return new ChatPayloadException(Reason.INVALID_REQUEST, param, param + " " + why);
  }
}
