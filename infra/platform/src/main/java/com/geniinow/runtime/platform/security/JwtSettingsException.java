package com.geniinow.runtime.platform.security;

/** The service can't start because it could not check tokens; the message is for the operator. */
final class JwtSettingsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  JwtSettingsException(String message) {
    super(message);
  }
}
