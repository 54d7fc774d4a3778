package com.geniinow.runtime.servers.managed;

/** Somebody else took the port between our look and our start. */
public final class PortLostException extends ServerStartException {
  private static final long serialVersionUID = 1L;

  private final int port;

  public PortLostException(int port, ServerStartException cause) {
    super(String.valueOf(cause.getMessage()), cause);
    this.port = port;
  }

  public int port() {
    return port;
  }
}
