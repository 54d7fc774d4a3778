package com.geniinow.runtime.autoscaler;

/** A pool or the load couldn't be asked; nothing has changed, and the next look tries again. */
public final class PoolException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public PoolException(String message) {
    super(message);
  }

  public PoolException(String message, Throwable cause) {
    super(message, cause);
  }
}
