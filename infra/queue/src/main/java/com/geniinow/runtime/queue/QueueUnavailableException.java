package com.geniinow.runtime.queue;

import org.jspecify.annotations.Nullable;

/**
 * The queue can't be used now: Redis is unreachable, too slow, full, or not safe to use. What was
 * asked may or may not have happened; every operation can be repeated.
 */
public final class QueueUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public QueueUnavailableException(String message) {
    this(message, null);
  }

  public QueueUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
