package com.geniinow.runtime.services;

/** PostgreSQL or Redis can't be started; the message is one sentence for the person who tried. */
public final class ServiceStartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ServiceStartException(String sentence) {
    super(sentence);
  }

  public ServiceStartException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
