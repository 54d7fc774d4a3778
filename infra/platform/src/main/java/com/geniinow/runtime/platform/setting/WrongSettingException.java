package com.geniinow.runtime.platform.setting;

/** A setting that can't be; the message is one sentence for the operator, without secrets. */
public final class WrongSettingException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /**
   * @param sentence the variable, its value unless it may hold a secret, what is allowed
   */
  public WrongSettingException(String sentence) {
    super(sentence);
  }
}
