package com.geniinow.runtime.platform.setting;

/** What a service needs at start isn't so; the message is one sentence for the operator. */
public final class StartRefusedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /**
   * @param sentence what is wrong and what to do, without secrets
   */
  public StartRefusedException(String sentence, Throwable cause) {
    super(sentence, cause);
  }

  public StartRefusedException(String sentence) {
    super(sentence);
  }
}
