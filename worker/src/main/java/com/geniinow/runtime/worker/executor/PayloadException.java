package com.geniinow.runtime.worker.executor;

/** A task's payload that its executor can't use; the message is for the task's author. */
final class PayloadException extends Exception {
  private static final long serialVersionUID = 1L;

  PayloadException(String message) {
    super(message);
  }
}
