package com.geniinow.runtime.services;

/** Somebody else took the port between our look and our start. */
final class PortLostException extends ServiceStartException {
  private static final long serialVersionUID = 1L;

  private final int port;

  PortLostException(int port, ServiceStartException cause) {
    super(String.valueOf(cause.getMessage()), cause);
    this.port = port;
  }

  int port() {
    return port;
  }
}
