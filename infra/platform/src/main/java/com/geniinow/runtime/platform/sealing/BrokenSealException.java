package com.geniinow.runtime.platform.sealing;

import org.jspecify.annotations.Nullable;

/**
 * What is sealed was changed, or moved to where it doesn't belong, or its key is another one, or
 * what is stored as its key is none. It stays so however often it is tried, and it is of one agent:
 * nobody else has to wait.
 */
public final class BrokenSealException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BrokenSealException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
