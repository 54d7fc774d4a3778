package com.geniinow.runtime.worker.client;

/**
 * The command side is there and failed on this request (500). It may do so each time, so whoever
 * repeats the request should do so a few times only.
 */
public final class CommandSideFaultException extends CommandSideUnavailableException {
  private static final long serialVersionUID = 1L;

  CommandSideFaultException(String message) {
    super(message, null);
  }
}
