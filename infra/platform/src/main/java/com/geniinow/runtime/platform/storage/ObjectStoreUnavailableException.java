package com.geniinow.runtime.platform.storage;

/** The object store did not answer, or not as it should; trying again later is right. */
public final class ObjectStoreUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ObjectStoreUnavailableException(Throwable cause) {
    super("the object store is away", cause);
  }
}
