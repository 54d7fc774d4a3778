package com.geniinow.runtime.worker.client;

import org.jspecify.annotations.Nullable;

/** The command side can't be asked now; the request may or may not have taken effect. */
public sealed class CommandSideUnavailableException extends Exception
    permits AgentBusyException, CommandSideFaultException {
  private static final long serialVersionUID = 1L;

  CommandSideUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
