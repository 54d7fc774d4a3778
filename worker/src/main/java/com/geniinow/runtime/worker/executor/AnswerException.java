package com.geniinow.runtime.worker.executor;

/** An answer that was paid for and can't be read. */
final class AnswerException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean cutOff;

  /**
   * @param cutOff whether the connection failed while it was read, not the answer itself
   */
  AnswerException(String why, boolean cutOff) {
    super(why, null, false, false);
    this.cutOff = cutOff;
  }

  boolean isCutOff() {
    return cutOff;
  }
}
