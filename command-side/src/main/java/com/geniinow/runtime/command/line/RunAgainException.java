package com.geniinow.runtime.command.line;

/** A command that is to be run again, after something else, outside its transaction. */
public final class RunAgainException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Runnable first;
  private final transient Runnable last;

  /**
   * Without a stack trace: it is no fault.
   *
   * @param first to be done before it is run again
   * @param last to be done when it will not be run any more, whether it was done or not
   */
  public RunAgainException(Runnable first, Runnable last) {
    super("to be run again", null, false, false);
    this.first = first;
    this.last = last;
  }

  /** Does what comes first. */
  void prepare() {
    first.run();
  }

  /** Does what comes last. */
  void finish() {
    last.run();
  }
}
