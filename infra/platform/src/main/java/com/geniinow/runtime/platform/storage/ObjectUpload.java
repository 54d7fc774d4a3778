package com.geniinow.runtime.platform.storage;

/** An object on its way into the store; used by one thread. */
public interface ObjectUpload extends AutoCloseable {
  /** Sends bytes on, or keeps a bounded number of them back to send later. */
  void write(byte[] buffer, int offset, int length);

  /**
   * Makes the object exist with everything that was written.
   *
   * @throws ObjectExistsException when the name is taken
   */
  void complete();

  /** Gives up what was not completed; never throws. */
  @Override
  void close();
}
