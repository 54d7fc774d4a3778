package com.geniinow.runtime.command.refusal;

/** Carries a refusal. Without a stack trace, for it may happen thousands of times a second. */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Refusal refusal;

  public RefusedException(Refusal refusal) {
    super(refusal.sentence(), null, true, false);
    this.refusal = refusal;
  }

  public Refusal refusal() {
    return refusal;
  }
}
