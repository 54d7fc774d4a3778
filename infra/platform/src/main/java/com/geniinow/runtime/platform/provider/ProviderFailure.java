package com.geniinow.runtime.platform.provider;

import java.io.IOException;

/**
 * A call of a provider that brought no answer, or not all of it. Its message is fit for the caller:
 * no key, no address.
 */
public final class ProviderFailure extends IOException {
  private static final long serialVersionUID = 1L;

  /** How far a call came. */
  public enum Reached {
    /** Nothing of it left: it has cost nothing. */
    NOT_SENT,
    /** The provider may have served it: nobody can tell any more. */
    LOST
  }

  private final Reached reached;
  private final boolean timeout;
  private final String detail;

  ProviderFailure(Reached reached, boolean timeout, String message, String detail) {
    super(message);
    this.reached = reached;
    this.timeout = timeout;
    this.detail = detail;
  }

  /** How far the call came. */
  public Reached reached() {
    return reached;
  }

  /** Whether it cost nothing, since nothing was sent. */
  public boolean isNotSent() {
    return reached == Reached.NOT_SENT;
  }

  /** What failed, for those who run the platform: it may name an address, but no key. */
  public String detail() {
    return detail;
  }

  /** Whether the provider was waited for, in vain. */
  public boolean isTimeout() {
    return timeout;
  }
}
