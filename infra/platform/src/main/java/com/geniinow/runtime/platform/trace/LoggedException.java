package com.geniinow.runtime.platform.trace;

/**
 * A fault whose stack trace is in the log already, on its way to the client: the answer is decided
 * by its cause, and the trace is not logged a second time.
 */
public final class LoggedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param cause what was logged
   */
  public LoggedException(Throwable cause) {
    super(cause.getMessage(), cause, true, false);
  }
}
