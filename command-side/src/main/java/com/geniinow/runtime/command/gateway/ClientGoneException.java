package com.geniinow.runtime.command.gateway;

import org.jspecify.annotations.Nullable;

/** Nobody is there to hear the answer. */
final class ClientGoneException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ClientGoneException(@Nullable Throwable cause) {
    super("the client has gone", cause, false, false);
  }
}
