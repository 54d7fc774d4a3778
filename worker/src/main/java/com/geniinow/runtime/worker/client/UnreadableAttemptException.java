package com.geniinow.runtime.worker.client;

/**
 * A task was started, and this worker can't read what it was given: nor will it the next time, nor
 * another worker. So the task ends; the command side is there.
 */
public final class UnreadableAttemptException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int attempt;

  UnreadableAttemptException(int attempt, Throwable cause) {
    super("the task's answer can't be read", cause);
    this.attempt = attempt;
  }

  /** The attempt that is to be ended; 0 where that could not be read either. */
  public int attempt() {
    return attempt;
  }
}
