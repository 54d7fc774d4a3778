package com.geniinow.runtime.platform.security;

import java.time.Duration;
import org.springframework.security.core.AuthenticationException;

/** An address sent too many keys that open nothing. */
final class TooManyUnknownKeysException extends AuthenticationException {
  private static final long serialVersionUID = 1L;

  private final Duration wait;

  TooManyUnknownKeysException(Duration wait) {
    super("Too many unknown keys from this address; try later.");
    this.wait = wait;
  }

  /** After how long one may be asked for again. */
  Duration after() {
    return wait;
  }
}
