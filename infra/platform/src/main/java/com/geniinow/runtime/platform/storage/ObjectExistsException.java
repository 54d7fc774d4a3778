package com.geniinow.runtime.platform.storage;

/** The name is taken; the object that has it is as it was. */
public final class ObjectExistsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ObjectExistsException(Throwable cause) {
    super("there is an object of this name already", cause);
  }
}
