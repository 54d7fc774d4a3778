package com.geniinow.runtime.worker.client;

/** One agent's turn did not come in time; all others may have theirs. Nothing was done. */
public final class AgentBusyException extends CommandSideUnavailableException {
  private static final long serialVersionUID = 1L;

  AgentBusyException(String message) {
    super(message, null);
  }
}
