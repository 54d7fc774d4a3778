package com.geniinow.runtime.command.gateway;

/** The call must not go on. */
final class StoppedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param reason as clients are told it
   */
  StoppedException(String reason) {
    super(reason, null, false, false);
  }
}
