package com.geniinow.runtime.platform.calendar;

/** A text that names no time to come; the message says what it must be. */
public final class CronException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  CronException(String message) {
    super(message);
  }
}
