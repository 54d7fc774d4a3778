package com.geniinow.runtime.autoscaler;

/** Workers that come and go by number. */
public interface WorkerPool {
  /**
   * How many workers it has or is about to have.
   *
   * @throws PoolException when that can't be learnt now
   */
  int size();

  /**
   * Asks for so many. It may take a while; {@link #size} tells the new number at once.
   *
   * @throws PoolException when it can't be asked now; the number is then what it was
   */
  void resize(int workers);

  /** Whether a worker that is let go ends its tasks first, however long they take. */
  boolean gentle();
}
