package com.geniinow.runtime.worker.client;

/** The command side won't take this report however often it is sent, such as a result too large. */
public final class ReportRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  ReportRefusedException(String message) {
    super(message);
  }
}
