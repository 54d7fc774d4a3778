package com.geniinow.runtime.worker;

/** A worker that can be let go without losing what it does. */
public interface Drainable {
  /**
   * Takes nothing more and waits until what runs has ended, however long that takes. It takes
   * nothing ever again; the process had better end then.
   */
  void drain() throws InterruptedException;
}
